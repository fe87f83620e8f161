"""Dies before the n-th write to the database: whatever was not committed is gone, as when a process is killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connection

WRITES = {"INSERT", "UPDATE", "DELETE"}


class KilledError(BaseException):
    """No `except Exception` stops it, as nothing stops a kill."""


@contextmanager
def killed_before(number: int) -> Iterator[list[str]]:
    """Die before the n-th write; gives what was written, to see how far it came."""
    written: list[str] = []
    numbers = count(1)

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(maxsplit=1)[0].upper() in WRITES:
            if next(numbers) == number:
                raise KilledError(sql[:60])
            written.append(sql[:60])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written
