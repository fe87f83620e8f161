"""The office imports a list: upload, look, confirm."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from academy.certification.enums import EventKind
from academy.certification.models import Certificate, StatusEvent
from academy.register.importing import run
from academy.register.models import PendingImport
from lvv_site import civil
from lvv_site.members.models import User
from tests.academy.register.test_import_parse import file
from tests.factories.certification import STARTS, event
from tests.factories.members import UserFactory, sign_in
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: str = "office") -> User:
    user: User = UserFactory.create(role=role, second_factor=True)
    sign_in(client, User.objects.get(pk=user.pk))
    return user


def upload(client: Client, content: bytes) -> Any:
    return client.post(reverse("register_import"), {"file": SimpleUploadedFile("lijst.csv", content)})


def test_upload_look_confirm(client: Client) -> None:
    user = signed_in(client)
    response = upload(client, file({}))
    assert response.status_code == 302
    assert Certificate.objects.count() == 0
    preview = client.get(response.headers["Location"]).content.decode()
    assert "1 nieuw" in preview
    assert "Anna van der Berg" in preview
    assert client.post(response.headers["Location"]).status_code == 302
    assert StatusEvent.objects.get().by == user
    assert PendingImport.objects.count() == 0


def test_differences_are_shown_one_by_one(client: Client) -> None:
    signed_in(client)
    run(file({}), None)
    response = upload(client, file({"plaats": "Kampen", "geldig_tot": "2027-06-30"}))
    preview = client.get(response.headers["Location"]).content.decode()
    assert "plaats: Zwolle → Kampen" in preview
    assert "einddatum wordt 30-06-2027, was " in preview


def test_who_comes_back_after_leaving_is_pointed_out(client: Client) -> None:
    user, second = signed_in(client), UserFactory.create()
    run(file({"nummer": "VP-9"}), None)
    of = Certificate.objects.get()
    today = civil.today()
    event(of, EventKind.STRUCK_OFF, today, by=user, second_by=second)
    starts = today + dt.timedelta(days=1)
    row = {"nummer": "VP-9", "geldig_vanaf": f"{starts}", "geldig_tot": f"{starts + dt.timedelta(days=900)}"}
    preview = client.get(upload(client, file(row)).headers["Location"]).content.decode()
    assert f"nieuwe periode {starts:%d-%m-%Y} tot en met" in preview
    assert "let op: was doorgehaald" in preview


def test_who_is_not_in_the_list_and_what_ends_is_told_and_changes_nothing(client: Client) -> None:
    signed_in(client)
    today = civil.today()
    absent, gone = adviser("Bas Afwezig", number="VP-7"), adviser("Cor Weg", number="VP-8")
    event(absent.certificate, EventKind.END_CHANGED, STARTS, today)
    event(gone.certificate, EventKind.RESIGNED, today)
    rows = [
        {"nummer": f"VP-{number}", "email": f"{number}@x.example", "geldig_tot": f"{today + dt.timedelta(days=days)}"}
        for number, days in ((1, -1), (2, 0), (3, 60), (4, 400))
    ]
    before = StatusEvent.objects.count()
    preview = client.get(upload(client, file(*rows)).headers["Location"]).content.decode()
    assert "1 mens staat nu in het register en niet in deze lijst." in preview
    assert "Bas Afwezig" in preview
    assert "Cor Weg" not in preview
    assert "1 regel van de lijst heeft een einddatum die al voorbij is." in preview
    assert "2 registraties van de lijst lopen binnen drie maanden af." in preview
    assert StatusEvent.objects.count() == before


def test_an_equal_list_has_nothing_to_confirm(client: Client) -> None:
    signed_in(client)
    run(file({}), None)
    response = upload(client, file({}))
    preview = client.get(response.headers["Location"]).content.decode()
    assert "Er hoeft niets te gebeuren." in preview
    assert "Vastleggen" not in preview


def test_bad_rows_are_all_told_and_nothing_is_kept(client: Client) -> None:
    signed_in(client)
    page = upload(client, file({"soort": "x"}, {"nummer": "badge"})).content.decode()
    assert "regel 2: soort &#x27;x&#x27; bestaat niet" in page
    assert "regel 3:" in page
    assert PendingImport.objects.count() == Certificate.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "Het bestand is leeg."), (b"\0", "NUL-teken"), (b"x" * 2_001, "te groot")]
)
def test_a_file_that_cannot_be_read_is_told_beside_the_field(
    client: Client, settings: Any, content: bytes, said: str
) -> None:
    settings.MAX_IMPORT_BYTES = 2_000
    signed_in(client)
    response = upload(client, content)
    assert response.status_code == 200
    assert said in response.content.decode()


def test_what_changed_meanwhile_is_shown_again_before_it_is_written(client: Client) -> None:
    signed_in(client)
    run(file({}), None)
    address = upload(client, file({"plaats": "Kampen"})).headers["Location"]
    run(file({"plaats": "Urk"}), None)
    page = client.post(address).content.decode()
    assert "Intussen is er iets veranderd." in page
    assert "plaats: Urk → Kampen" in page
    assert client.post(address).status_code == 302


def test_the_list_is_seen_only_by_who_uploaded_it(client: Client) -> None:
    signed_in(client)
    address = upload(client, file({})).headers["Location"]
    other = Client()
    signed_in(other)
    response = other.get(address)
    assert response.status_code == 404
    assert "Anna" not in response.content.decode()


@pytest.mark.parametrize(
    "role", ["board", "committee", "editor", "treasurer", "assessor", "question_editor", "provider"]
)
def test_others_import_nothing(client: Client, role: str) -> None:
    signed_in(client, role)
    assert client.get(reverse("register_import")).status_code != 200
    upload(client, file({}))
    assert PendingImport.objects.count() == 0
    assert b"Register importeren" not in client.get(reverse("wagtailadmin_home")).content


def test_visitors_are_sent_to_login(client: Client) -> None:
    response = client.get(reverse("register_import"))
    assert response.status_code == 302
    assert "/account/login/" in response.headers["Location"]
