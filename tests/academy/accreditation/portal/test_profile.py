"""What a provider says about itself: effective at once, traced, checked, and never over somebody else's change unseen."""

from typing import Any

import pytest
from django.test import Client

from academy.accreditation.models import Provider, ProviderDetails, Trace
from academy.accreditation.portal_forms import PRIVATE, PUBLIC
from tests.factories.accreditation import worker
from tests.factories.members import sign_in

from .pages import a_provider, page

pytestmark = pytest.mark.django_db


def filled(client: Client, of: Provider, part: str, **fields: str) -> dict[str, str]:
    """What the browser would send: the form as it was shown, with these changes."""
    form = client.get(page("profile", of)).context["public" if part == "openbaar" else "private"]
    shown = {name: str(form[name].value() or "") for name in form.fields}
    return {"deel": part, **{f"{part}-{name}": text for name, text in {**shown, **fields}.items()}}


@pytest.fixture
def of(client: Client) -> Provider:
    made = a_provider(about="Oud", place="Assen", website="https://oud.example/")
    sign_in(client, worker(made))
    return made


def test_the_public_profile_holds_at_once_and_leaves_a_trace_of_each_field(client: Client, of: Provider) -> None:
    response = client.post(page("profile", of), filled(client, of, "openbaar", about="Nieuw", place="Zwolle"))
    assert response.status_code == 302, response.content.decode()
    of.refresh_from_db()
    assert (of.about, of.place, of.website) == ("Nieuw", "Zwolle", "https://oud.example/")
    traces = Trace.objects.filter(provider=of).order_by("field").values_list("what", "field", "text__old", "text__new")
    assert list(traces) == [
        ("profile.changed", "about", "Oud", "Nieuw"),
        ("profile.changed", "place", "Assen", "Zwolle"),
    ]


def test_private_details_are_made_and_changed(client: Client, of: Provider) -> None:
    client.post(page("profile", of), filled(client, of, "administratie", contact="Noor", vat_id="nl 0044.95445 B01"))
    details = ProviderDetails.objects.get(provider=of)
    assert (details.contact, details.vat_id, details.country) == ("Noor", "NL004495445B01", "NL")
    client.post(page("profile", of), filled(client, of, "administratie", city="Assen"))
    details.refresh_from_db()
    assert (details.contact, details.city) == ("Noor", "Assen")


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("openbaar", ("website", "geen adres", "geldig")), ("openbaar", ("public_email", "x", "geldig")),
        ("openbaar", ("about", "x" * 2001, "2000")), ("administratie", ("vat_id", "NL123456789B01", "btw-nummer")),
        ("administratie", ("email", "x", "geldig")), ("administratie", ("country", "XX", "geldige")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field(
    client: Client, of: Provider, part: str, told: tuple[str, str, str]
) -> None:
    field, typed, why = told
    other = {"openbaar": {"place": "Getypt"}, "administratie": {"city": "Getypt"}}[part]
    response = client.post(page("profile", of), filled(client, of, part, **{field: typed}, **other))
    form = response.context["public" if part == "openbaar" else "private"]
    assert why in str(form.errors[field])
    assert "Getypt" in response.content.decode()
    of.refresh_from_db()
    assert of.place == "Assen"


@pytest.mark.parametrize(("part", "field"), [("openbaar", "place"), ("administratie", "city")])
def test_somebody_elses_change_is_shown_before_it_is_overwritten(
    client: Client, of: Provider, part: str, field: str
) -> None:
    mine = filled(client, of, part, **{field: "Van mij"})
    colleague = Client()
    sign_in(colleague, worker(of))
    colleague.post(page("profile", of), filled(colleague, of, part, **{field: "Van een ander"}))
    response: Any = client.post(page("profile", of), mine)
    shown = response.content.decode()
    assert response.status_code == 200
    assert "Van mij" in shown
    assert "Intussen staat hier: Van een ander" in shown
    form = response.context["public" if part == "openbaar" else "private"]
    again = {**mine, f"{part}-seen": form["seen"].value()}
    assert client.post(page("profile", of), again).status_code == 302
    of.refresh_from_db()
    kept = of if part == "openbaar" else ProviderDetails.objects.get(provider=of)
    assert getattr(kept, field) == "Van mij"


def test_neither_name_nor_number_nor_address_can_be_changed_here(client: Client, of: Provider) -> None:
    sent = filled(client, of, "openbaar", name="Ander", slug="ander", kvk_number="12345678")
    client.post(page("profile", of), sent | {"name": "Ander"})
    before = (of.name, of.slug, of.kvk_number)
    of.refresh_from_db()
    assert (of.name, of.slug, of.kvk_number) == before


def test_the_two_forms_are_everything_but_what_the_office_keeps() -> None:
    kept = {"id", "name", "slug", "kvk_number"}
    assert {field.name for field in Provider._meta.fields} - kept == set(PUBLIC)
    assert {field.name for field in ProviderDetails._meta.fields} - {"id", "provider"} == set(PRIVATE)
