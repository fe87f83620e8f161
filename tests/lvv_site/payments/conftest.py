"""What the tests of payments share."""

from collections.abc import Iterator

import pytest

from lvv_site.payments import signals


@pytest.fixture
def told() -> Iterator[list[tuple[str, int]]]:
    """Listen to what the rooms above are told."""
    heard: list[tuple[str, int]] = []
    names = ("order_paid", "order_under_way", "order_lapsed")
    listeners = {name: (lambda order_id, name=name, **_: heard.append((name, order_id))) for name in names}
    for name, listener in listeners.items():
        getattr(signals, name).connect(listener, weak=False)
    yield heard
    for name, listener in listeners.items():
        getattr(signals, name).disconnect(listener)
