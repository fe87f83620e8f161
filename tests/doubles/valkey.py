"""Valkey as far as the limits use it: SET NX EX, INCRBY and PTTL in one transaction (semantics of Redis 7 / Valkey 8)."""

import time
import types
from typing import Any, Self


class RedisError(Exception):
    """The base of what the package `redis` raises."""


class Server:
    """The shared memory behind every client; `reachable = False` is a network that fails."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[int, float]] = {}
        self.reachable = True
        self.round_trips = 0

    def alive(self, name: str) -> bool:
        """Whether the key exists and has not expired."""
        return name in self.values and self.values[name][1] > time.monotonic()


class Pipeline:
    """Commands of one transaction; they run on `execute`."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.commands: list[tuple[Any, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.commands.clear()

    def set(self, name: str, value: int, *, ex: int, nx: bool) -> None:
        """Queue SET name value EX ex NX."""
        assert nx
        self.commands.append((self._set, name, value, ex))

    def incr(self, name: str, amount: int) -> None:
        """Queue INCRBY name amount."""
        self.commands.append((self._incr, name, amount))

    def pttl(self, name: str) -> None:
        """Queue PTTL name."""
        self.commands.append((self._pttl, name))

    def execute(self) -> list[Any]:
        """Run everything queued; raise as the package does when the server cannot be reached."""
        if not self.server.reachable:
            raise RedisError
        self.server.round_trips += 1
        return [command(*arguments) for command, *arguments in self.commands]

    def _set(self, name: str, value: int, seconds: int) -> bool | None:
        if self.server.alive(name):
            return None
        self.server.values[name] = (value, time.monotonic() + seconds)
        return True

    def _incr(self, name: str, amount: int) -> int:
        value, expires = self.server.values[name]
        self.server.values[name] = (value + amount, expires)
        return value + amount

    def _pttl(self, name: str) -> int:
        return round((self.server.values[name][1] - time.monotonic()) * 1000)


def package(server: Server) -> types.ModuleType:
    """A stand-in for the package `redis`, whose clients all talk to this server."""

    class Redis:
        @classmethod
        def from_url(cls, url: str, *, socket_timeout: float, socket_connect_timeout: float) -> Self:
            assert url.startswith("redis://")
            assert max(socket_timeout, socket_connect_timeout) <= 1
            return cls()

        def pipeline(self, *, transaction: bool) -> Pipeline:
            assert transaction
            return Pipeline(server)

    module = types.ModuleType("redis")
    module.Redis = Redis  # type: ignore[attr-defined]
    module.exceptions = types.SimpleNamespace(RedisError=RedisError)  # type: ignore[attr-defined]
    return module
