"""Somebody's own registrations, and what they may take along to show them elsewhere."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property

from lvv_site.members import people
from lvv_site.members.models import Person

from .adviser import Entry, entry, live_address
from .models import Profile


@dataclass(frozen=True)
class Snippet:
    """A piece of HTML to paste into a website or below one's mail, for one registration."""

    found: Entry

    @cached_property
    def website(self) -> str:
        """The badge as a link to the live page. The alternative text tells no status: that may change, a text does not."""
        return self._rendered("register/snippets/website.html")

    @cached_property
    def mail(self) -> str:
        """A line for below a mail, with the code that leads to the live page."""
        return self._rendered("register/snippets/mail.html")

    def _rendered(self, template: str) -> str:
        part = self.found.certificate.address_part
        with translation.override("nl"):
            paths = {name: reverse(f"register:{name}", args=[part]) for name in ("badge", "qr_png")}
        base = settings.WAGTAILADMIN_BASE_URL
        context = {
            **{name: urljoin(base, path) for name, path in paths.items()},
            "number": self.found.certificate.number,
            "live": live_address(self.found.certificate),
            "association": settings.WAGTAIL_SITE_NAME,
        }
        return " ".join(render_to_string(template, context).split())


def own_entries(person: Person, today: dt.date) -> list[Entry]:
    """Return what the public sees today of every registration of this person, the oldest number first."""
    mine = Profile.objects.select_related("certificate").filter(certificate__person__in=people.ids_of(person))
    return [entry(profile.certificate, today) for profile in mine.order_by("pk")]
