"""The twelve provinces as a map of tiles: how many are listed in each for this search, and the way to them.

An honest drawing of our own: every province is as large as another and stands about where it lies. It takes part in no
search by itself, so the list stays fast; the same counts stand below it as a list.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lvv_site import civil
from lvv_site.ratelimit import limited

from . import names
from .forms import SearchForm
from .listing import by_province
from .views import search_address, search_chips

# Column and row, from the north-west.
PLACES = {
    "Friesland": (2, 0), "Groningen": (3, 0),
    "Noord-Holland": (1, 1), "Flevoland": (2, 1), "Drenthe": (3, 1),
    "Zuid-Holland": (0, 2), "Utrecht": (1, 2), "Gelderland": (2, 2), "Overijssel": (3, 2),
    "Zeeland": (0, 3), "Noord-Brabant": (1, 3), "Limburg": (2, 3),
}  # fmt: skip
STEP, SIDE = 82, 78  # units of the drawing: from tile to tile, and how wide one is
LINE = 16


@dataclass(frozen=True)
class Tile:
    """A province on the map: where it is drawn, its name in lines, how many there are, where it leads."""

    province: str
    count: int
    url: str
    chosen: bool
    x: int
    y: int

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The name, cut at its hyphen, each line with its height."""
        first, hyphen, second = self.province.partition("-")
        parts = [first + hyphen, second] if second else [first]
        return [(self.y + 20 + LINE * number, part) for number, part in enumerate(parts)]

    @property
    def middle(self) -> int:
        """The middle of the tile, from the left."""
        return self.x + SIDE // 2

    @property
    def foot(self) -> int:
        """Where the figure stands."""
        return self.y + SIDE - 12


@require_safe
@limited("read")
def map_page(request: HttpRequest) -> HttpResponse:
    """Show for this search how many there are in each province."""
    form = SearchForm(request.GET)
    form.is_valid()
    filters = form.filters()
    counts = by_province(names.parse(form.cleaned_data.get("q") or ""), filters, civil.today())
    context = {
        "tiles": _tiles(counts, request.GET, filters.province),
        "elsewhere": counts.get("", 0),
        "side": SIDE,
        "width": STEP * 4,
        "chips": search_chips(form, request.GET),
        "list_url": search_address(request.GET),
        "breadcrumb": [(_("Home"), "/"), (_("Register"), reverse("register:search")), (_("Kaart"), None)],
    }
    return render(request, "register/map.html", context)


def _tiles(counts: dict[str, int], query: QueryDict, chosen: str) -> list[Tile]:
    return [
        Tile(
            province, counts.get(province, 0), search_address(query, provincie=province), province == chosen,
            column * STEP + 2, row * STEP + 2,
        )
        for province, (column, row) in PLACES.items()
    ]  # fmt: skip
