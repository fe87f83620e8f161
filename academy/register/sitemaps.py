"""Search engines may list who chose to be in the list, and nobody else: by the live page, in Dutch, without any detail."""

from django.contrib.sitemaps import Sitemap
from django.db import connection
from django.urls import reverse
from django.utils import translation

from academy.certification.numbers import address_part
from lvv_site import civil
from lvv_site.pages.sitemaps import SITEMAPS

LISTED = """
SELECT certificate.number FROM register_profile profile
JOIN certification_certificate certificate ON certificate.id = profile.certificate_id
WHERE profile.findable AND %s::date <@ ANY(profile.listed_during) ORDER BY profile.certificate_id
"""


class AdviserSitemap(Sitemap[str]):
    """The list of today, in the order in which people came into the register."""

    limit = 5_000

    def items(self) -> list[str]:
        """Return their numbers."""
        with connection.cursor() as cursor:
            cursor.execute(LISTED, [civil.today()])
            return [number for (number,) in cursor.fetchall()]

    def location(self, item: str) -> str:
        """Return the address of the live page."""
        with translation.override("nl"):
            return reverse("register:verify", args=[address_part(item)])


SITEMAPS["advisers"] = AdviserSitemap
