"""A page can lead to where one books."""

import pytest
from django.urls import NoReverseMatch, reverse


@pytest.fixture(autouse=True)
def _booking_has_addresses(settings):
    try:
        reverse("booking:book", args=["code"])
    except NoReverseMatch:
        settings.ROOT_URLCONF = "tests.events.agenda.urls"
