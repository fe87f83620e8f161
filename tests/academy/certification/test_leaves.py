"""What a leaf commits to: the published format, byte by byte."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.certification.leaves import START, Opened, follow, leaf

SUSPENDED = Opened(
    number="VP-Ä1", kind="suspended", starts=dt.date(2026, 3, 1), until=dt.date(2026, 5, 31), scheme=None,
    other_scheme=None, mode="pinned", lifts=None, decided_on=dt.date(2026, 2, 20),
    recorded_at=dt.datetime(2026, 2, 20, 13, 0, 0, 42, tzinfo=dt.timezone(dt.timedelta(hours=1))), source="office",
)  # fmt: skip
TEXT = (
    '{"decided_on":"2026-02-20","from":"2026-03-01","kind":"suspended","lifts":null,"mode":"pinned","number":"VP-Ä1",'
    '"other_scheme":null,"recorded_at":"2026-02-20T12:00:00.000042Z","scheme":null,"source":"office",'
    '"until":"2026-05-31","v":1}'
)
SALT = "00112233445566778899aabbccddeeff"


def test_the_text_is_the_published_one() -> None:
    assert SUSPENDED.as_text() == TEXT


def test_leaf_and_chain_are_the_published_hashes() -> None:
    expected = hashlib.sha256(b"lvv-register-leaf-1\n" + bytes.fromhex(SALT) + TEXT.encode()).digest()
    assert leaf(TEXT, SALT) == expected.hex()
    assert follow(START, expected.hex()) == hashlib.sha256(b"lvv-register-chain-1\n" + bytes(32) + expected).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        {"number": "VP-Ä2"}, {"kind": "conditional"}, {"starts": dt.date(2026, 3, 2)}, {"until": None}, {"lifts": 1},
        {"scheme": "lvv-2024"}, {"other_scheme": "lvv-2024"}, {"mode": "either"}, {"source": "import"},
        {"decided_on": dt.date(2026, 2, 21)}, {"recorded_at": SUSPENDED.recorded_at + dt.timedelta(microseconds=1)},
    ],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_every_field_counts(other: dict[str, object]) -> None:
    assert leaf(replace(SUSPENDED, **other).as_text(), SALT) != leaf(TEXT, SALT)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=6), st.data())
def test_any_other_leaf_gives_another_end(leaves: list[bytes], data: st.DataObject) -> None:
    def end(some: list[bytes]) -> str:
        before = START
        for one in some:
            before = follow(before, one.hex())
        return before

    place = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda one: one != leaves[place]))
    assert end([*leaves[:place], other, *leaves[place + 1 :]]) != end(leaves)
    assert end(leaves[:-1]) != end(leaves)
