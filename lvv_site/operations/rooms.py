"""What rooms bring of their own accord: `demo.py`, `privacy.py`, `reminders.py`, `daily.py`. Nobody here imports a room by name."""

import importlib
import importlib.util
from graphlib import TopologicalSorter
from types import ModuleType

from django.conf import settings


def collect(name: str) -> list[ModuleType]:
    """Import `<room>.<name>` of every room that has such a module, in the order of `settings.ROOMS`."""
    return [
        importlib.import_module(f"{room}.{name}")
        for room in settings.ROOMS
        if importlib.util.find_spec(f"{room}.{name}") is not None
    ]


def in_order(modules: list[ModuleType]) -> list[ModuleType]:
    """Sort modules so that the rooms named in a module's `AFTER` go before it."""
    by_room = {module.__name__.rpartition(".")[0]: module for module in modules}
    graph = {room: set(getattr(module, "AFTER", ())) & set(by_room) for room, module in by_room.items()}
    return [by_room[room] for room in TopologicalSorter(graph).static_order()]
