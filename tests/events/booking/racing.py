"""Several buyers at the same moment, each on a connection of its own."""

import threading
from collections import Counter
from collections.abc import Callable

from django.db import IntegrityError, OperationalError, connection

from events.booking.refusals import BookingError


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Let everybody act in a thread and a connection of their own, all from one start; return how they fared."""
    outcomes: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            act()
            outcomes.append("won")
        except BookingError as refused:
            outcomes.append(refused.code)
        except IntegrityError:
            outcomes.append("stopped by the database")
        except OperationalError:
            outcomes.append("deadlock")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(outcomes)
