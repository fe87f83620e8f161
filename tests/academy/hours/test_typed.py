"""What people type: durations, and text that seems to name somebody."""

import pytest

from academy.hours.durations import minutes_of
from academy.hours.wording import Hint, hints


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2", 120), ("1,5", 90), ("1.5", 90), ("0,5", 30), (" 3 ", 180), ("2 uur", 120), ("1,5 uur.", 90), ("2u", 120),
        ("2 hours", 120), ("1,25", 75), ("0", 0), ("-1", -60), ("-0,5", -30), ("0,333", 20), ("999999", 59999940), ("007", 420),
        ("", None), ("twee", None), ("1,5,5", None), ("1:30", None), ("½", None), ("1e3", None), ("1.000,5", None),
        ("9" * 7, None), ("٣", 180), ("2 dagen", None), ("nan", None), ("inf", None),
    ],
)  # fmt: skip
def test_a_duration(typed, minutes):
    assert minutes_of(typed) == minutes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lezing over grenzen van de rol", []),
        ("Masterclass Omgaan met Macht bij de Universiteit Leiden", []),
        ("Congres Vertrouwenspersonen, 12 november 2026, zaal 4", []),
        ("Besproken met mevrouw de directeur", []),
        ("Er waren 123456789 redenen", []),
        ("Boek: ISBN 9789012345678", []),
        ("Jan Terlouw las voor", [Hint.NAME]),
        ("met Marieke van der Berg", [Hint.NAME]),
        ("Gesprek met mevrouw De Vries", [Hint.NAME]),
        ("dhr. Bakker was er", [Hint.NAME]),
        ("collega Fatima hielp", [Hint.NAME]),
        ("mail naar a.b+c@voorbeeld.nl", [Hint.EMAIL]),
        ("bel 06-12345678", [Hint.PHONE]),
        ("bel +31 6 1234 5678", [Hint.PHONE]),
        ("bel 030 - 123 4567", []),
        ("bel 030 123 45 67", [Hint.PHONE]),
        ("bsn 111222333", [Hint.BSN]),
        ("bsn 1112.22.333", [Hint.BSN]),
        ("000000000", []),
        ("dhr. Bakker, 0612345678, b@x.nl, 111222333", [Hint.EMAIL, Hint.PHONE, Hint.BSN, Hint.NAME]),
    ],
)  # fmt: skip
def test_text_that_seems_to_name_somebody(text, found):
    assert hints(text) == found


def test_title_and_text_are_read_apart():
    """The end of one and the beginning of the other make no name."""
    assert hints("Lezing door Jan", "Eindelijk") == []
