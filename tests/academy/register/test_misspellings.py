"""How well people are found who are misspelt, class of mistake by class, in a register where many names are alike."""

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest

from academy.register import names
from academy.register.listing import Filters, listed
from academy.register.models import Profile
from tests.academy.register import misspellings
from tests.factories.register import many

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)
SHARE = 0.15


def test_misspelt_people_are_found_and_mostly_first() -> None:
    people = misspellings.people()
    many((one.given, one.infix, one.family) for one in people)
    full = dict(Profile.objects.values_list("pk", "name"))
    places: dict[str, list[int]] = defaultdict(list)
    for asked in misspellings.queries(people, share=SHARE):
        rows = listed(names.parse(asked.query), Filters(), TODAY, limit=20).rows
        meant = [place for place, (one, _km) in enumerate(rows, 1) if asked.means(full[one])]
        places[asked.kind].append(meant[0] if meant else 99)

    def share(found: list[int], most: int) -> float:
        return sum(place <= most for place in found) / len(found)

    everything = [place for found in places.values() for place in found]
    figures: dict[str, Any] = {kind: (share(found, 1), share(found, 3), len(found)) for kind, found in places.items()}
    assert len(places) > 50
    assert len(everything) > 1200
    assert share(everything, 3) >= 0.98, figures
    assert share(everything, 1) >= 0.93, figures
    assert {kind: figure for kind, figure in figures.items() if figure[2] >= 10 and figure[1] < 0.8} == {}
