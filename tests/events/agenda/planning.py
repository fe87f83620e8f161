"""Occasions with a page, and moments in Amsterdam."""

import datetime as dt
from typing import Any

from events.agenda.models import ActivityPage
from events.booking.models import Occasion
from lvv_site import civil
from tests.factories import booking as make
from tests.factories.pages import publish

SECRET = "https://online.example/geheime-kamer"


def on_page(page: Any, **values: Any) -> Occasion:
    """An occasion that is announced by a page."""
    return make.occasion(landing=page, **values)


def page(title: str = "LVV on Tour", *, live: bool = True, **values: Any) -> ActivityPage:
    """A page about an activity, published or still a draft."""
    made = publish(ActivityPage(title=title, **values))
    if not live:
        made.unpublish()
    return made


def moment(*parts: int, fold: int = 0) -> dt.datetime:
    """A moment on the clock of Amsterdam."""
    return dt.datetime(*parts, tzinfo=civil.AMSTERDAM, fold=fold)  # type: ignore[arg-type, misc]
