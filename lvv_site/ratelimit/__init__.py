"""Limits that hold over every process and machine, and cannot be dodged with forged headers.

A limit is (number, seconds): that many in a window that opens with the first one. A check is one statement on a shared
table (or one round trip to Valkey), so two processes can never both take the last place. What is counted is known only
by a hash that changes every day: no address is stored.

Call `check` outside a long transaction: a counted row stays locked, and is rolled back, with the caller's transaction.
"""

from .address import client_address
from .limits import Verdict, check, once
from .views import limited

__all__ = ["Verdict", "check", "client_address", "limited", "once"]
