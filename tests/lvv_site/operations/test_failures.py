"""When something is wrong: an honest page, a problem document below /api/, never a cookie."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import path

from lvv_site import urls

UNREADABLE = "application/x-www-form-urlencoded; charset=utf-7"
PAGES = ("/", "/register/", "/kenniscentrum/zoeken/?q=pesten", "/account/login/", "/nope/")


@pytest.fixture
def no_database(db):
    connection.close()  # inside the test's transaction, so Django does not connect anew


def fail(request):
    raise RuntimeError("fails on purpose")


class WithFailingView:
    """The site's addresses and one, below the API too, whose view fails."""

    urlpatterns = [path("fails/", fail), path("api/v1/fails", fail), *urls.urlpatterns]
    handler400, handler500 = urls.handler400, urls.handler500


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


class TestDatabaseAway:
    @pytest.mark.parametrize("page", PAGES)
    def test_a_page_says_so_wherever_it_is_missed(self, page, visitor, no_database):
        response = visitor.get(page)
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert "De site is even niet bereikbaar" in response.content.decode()
        assert response.cookies == {}

    def test_the_api_says_so_as_a_problem(self, visitor, no_database):
        response = visitor.get("/api/v1/register/advisers")
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert response["Content-Type"] == "application/problem+json"

    def test_being_alive_needs_no_database(self, visitor, no_database):
        assert (visitor.get("/healthz").status_code, visitor.get("/readyz").status_code) == (200, 503)


@pytest.mark.django_db
class TestOwnFault:
    @pytest.fixture(autouse=True)
    def failing(self, settings):
        settings.ROOT_URLCONF = WithFailingView

    def test_a_page_says_whose_fault_it_is(self, visitor):
        response = visitor.get("/fails/")
        assert response.status_code == 500
        assert "Dit ging mis, door ons" in response.content.decode()
        assert response.cookies == {}

    def test_the_api_says_it_as_a_problem(self, visitor):
        response = visitor.get("/api/v1/fails")
        assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/account/login/", "/mijn/gegevens/"])
def test_a_form_in_an_unreadable_encoding_is_a_bad_request(page):
    visitor = Client(enforce_csrf_checks=True)
    visitor.cookies["csrftoken"] = "a" * 32  # else it would be refused before anybody reads it
    response = visitor.post(page, b"login=a", content_type=UNREADABLE)
    assert response.status_code == 400
    assert "Dit verzoek klopt niet" in response.content.decode()
