"""What advisers switch on: their own registrations only, at once on every surface, and nothing lost or left behind."""

import base64
import datetime as dt
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from academy.register import choices, photos, privacy
from academy.register.importing import run
from academy.register.models import Profile
from lvv_site.members.models import User
from tests.academy.register.surfaces import json_ld
from tests.academy.register.test_import_parse import file
from tests.academy.register.test_pages import TODAY, in_status
from tests.factories.members import UserFactory
from tests.factories.register import adviser
from tests.factories.register import profile as listing

pytestmark = pytest.mark.django_db
type OnCommit = Callable[..., Any]


@pytest.fixture(autouse=True)
def now(settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def profile() -> Profile:
    return in_status("registered", languages=["nl", "en"], sectors=["zorg"])


@pytest.fixture
def me(profile: Profile, client: Client) -> User:
    user = UserFactory.create(person=profile.certificate.person, email="anna@prive.example")
    client.force_login(user)
    return user


def photo(name: str = "IMG_1234.jpg", size: tuple[int, int] = (900, 600)) -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010F] = "Telefoonmerk"
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


def save(client: Client, profile: Profile, **data: Any) -> Any:
    return client.post(f"/mijn/gegevens/register/{profile.pk}/", data)


EVERYTHING = {
    "findable": "on", "contactable": "on", "available": "ja", "website": "https://www.anna.example/over?x=1",
    "languages": ["nl", "de"], "sectors": ["zorg", "bouw"], "regions": ["Drenthe", "Utrecht"],
}  # fmt: skip


def test_everything_shows_at_once_everywhere(client: Client, me: User, profile: Profile) -> None:
    response = save(client, profile, **EVERYTHING)
    assert (response.status_code, response.headers["Location"]) == (302, "/mijn/gegevens/")
    answer = client.get("/api/v1/register/advisers/VP-1").json()
    assert {name: answer[name] for name in ("website", "regions", "available", "languages", "sectors", "contact_url")} == {
        "website": "https://www.anna.example/over?x=1", "regions": ["Drenthe", "Utrecht"], "available": True,
        "languages": ["nl", "de"], "sectors": ["zorg", "bouw"],
        "contact_url": "http://127.0.0.1:8000/register/VP-1/bericht/",
    }  # fmt: skip
    page = client.get("/register/VP-1/").content.decode()
    for said in ('href="https://www.anna.example/over?x=1" rel="nofollow noopener external"', "Drenthe, Utrecht",
                 "Nederlands, Duits", "Zorg, Bouw", "Neemt nieuwe opdrachten aan", 'href="/register/VP-1/bericht/"'):  # fmt: skip
        assert said in page
    described = json_ld(page)
    assert described is not None
    assert described["sameAs"] == "https://www.anna.example/over?x=1"
    assert "/register/VP-1/</loc>" in client.get("/sitemap.xml").content.decode()
    assert client.get("/api/v1/register/advisers", {"language": "de"}).json()["count"] == 1
    profile.refresh_from_db()
    assert profile.choices_changed_at == TODAY


def test_what_is_switched_off_is_gone_at_once_everywhere(client: Client, me: User, profile: Profile) -> None:
    save(client, profile, **EVERYTHING)
    save(client, profile)
    answer = client.get("/api/v1/register/advisers/VP-1").json()
    assert [answer[name] for name in ("website", "regions", "available", "contact_url", "photo")] == [None] * 5
    page = client.get("/register/VP-1/").content.decode()
    for gone in ("anna.example", "Drenthe", "Duits", "Bouw", "opdrachten", "/bericht/"):
        assert gone not in page
    assert '<meta name="robots" content="noindex">' in page
    assert "VP-1" not in client.get("/sitemap.xml").content.decode()
    assert client.get("/api/v1/register/advisers", {"place": "Zwolle"}).json()["count"] == 0
    assert client.get("/register/VP-1/bericht/").status_code == 404


def test_the_details_page_tells_what_is_public_and_offers_the_snippets(
    client: Client, me: User, profile: Profile
) -> None:
    save(client, profile, **EVERYTHING)
    page = client.get("/mijn/gegevens/").content.decode()
    for said in ("Wat staat er over je in het register", "Anna van der Berg", "Zwolle, Overijssel", "Extern",
                 f'href="/mijn/gegevens/register/{profile.pk}/"', "Je koos dit op 1 juni 2026."):  # fmt: skip
        assert said in page
    website, mail = (
        unescape(one) for one in re.findall(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)
    )
    assert website == (
        '<a href="http://127.0.0.1:8000/register/VP-1/"><img src="http://127.0.0.1:8000/register/badge/VP-1.svg" height="52" '
        'alt="Mijn registratie VP-1 in het register van de LVV: bekijk wat er vandaag geldt"></a>'
    )
    assert 'src="http://127.0.0.1:8000/register/qr/VP-1.png"' in mail
    assert 'href="http://127.0.0.1:8000/register/VP-1/"' in mail
    assert '<button class="button button--secondary button--small" type="button" data-copy=' in page


def test_somebody_without_a_registration_sees_nothing_of_it(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert "in het register" not in client.get("/mijn/gegevens/").content.decode()


def test_a_number_without_a_name_has_nothing_to_choose(
    client: Client, me: User, profile: Profile, settings: Any
) -> None:
    from tests.academy.register.test_agreement import strike

    strike(profile.certificate, dt.date(2026, 4, 1))
    settings.MEASURE_PUBLIC_MONTHS = {"struck_off": 1}
    page = client.get("/mijn/gegevens/").content.decode()
    assert "niet geregistreerd is. Er staat geen naam bij." in page
    assert f"/mijn/gegevens/register/{profile.pk}/" not in page
    assert client.get(f"/mijn/gegevens/register/{profile.pk}/").status_code == 404


def test_each_registration_has_choices_of_its_own(client: Client, me: User, profile: Profile) -> None:
    from tests.factories.certification import certified

    second = listing(certified(profile.certificate.person, "VP-2"))
    save(client, second, findable="on", website="https://twee.example")
    profile.refresh_from_db()
    second.refresh_from_db()
    assert (profile.website, profile.choices_changed_at, second.website) == ("", None, "https://twee.example")
    page = client.get("/mijn/gegevens/").content.decode()
    assert all(f"/mijn/gegevens/register/{one.pk}/" in page for one in (profile, second))


def test_nobody_else_may_choose(client: Client, profile: Profile) -> None:
    path = f"/mijn/gegevens/register/{profile.pk}/"
    for method in (client.get, client.post):
        assert method(path).headers["Location"].startswith("/account/login/")
    other = adviser("Bo Ander").certificate.person
    office = UserFactory.create(role="office")
    for user in (UserFactory.create(), UserFactory.create(person=other), UserFactory.create(person=None), office):
        client.force_login(user)
        assert [client.get(path).status_code, client.post(path, EVERYTHING).status_code] == [404, 404]
    profile.refresh_from_db()
    assert (profile.website, profile.choices_changed_at) == ("", None)


def test_a_forged_post_is_refused(me: User, profile: Profile) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(me)
    assert save(strict, profile, **EVERYTHING).status_code == 403


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://www.anna.example", "Het adres moet met https:// beginnen."),
        ("https://anna:geheim@www.anna.example", "Vul het adres van een website in"),
        ("https://anna@www.anna.example", "Vul het adres van een website in"),
        ("https://localhost/", "Vul het adres van een website in"),
        ("https://127.0.0.1/", "Vul het adres van een website in"),
        ("javascript:alert(1)", ""),
        ("https://" + "a" * 300 + ".example", ""),
        ("niet een adres", ""),
    ],
)
def test_a_website_is_a_public_https_address(
    client: Client, me: User, profile: Profile, address: str, why: str
) -> None:
    response = save(client, profile, website=address, regions=["Drenthe"])
    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert why in page
    assert 'aria-invalid="true"' in page
    assert address in page  # nothing typed is lost
    assert re.search(r'value="Drenthe"[^>]*checked', page)
    profile.refresh_from_db()
    assert (profile.website, profile.regions) == ("", [])


def test_an_address_without_a_scheme_is_taken_as_https(client: Client, me: User, profile: Profile) -> None:
    save(client, profile, website="www.anna.example")
    profile.refresh_from_db()
    assert profile.website == "https://www.anna.example"


@pytest.mark.parametrize("field", ["languages", "sectors", "regions", "available"])
def test_what_is_not_on_the_list_is_refused(client: Client, me: User, profile: Profile, field: str) -> None:
    assert save(client, profile, **{field: ["Limbo"]}).status_code == 200
    profile.refresh_from_db()
    assert profile.choices_changed_at is None


def test_a_photo_is_small_square_and_tells_nothing(client: Client, me: User, profile: Profile, tmp_path: Path) -> None:
    save(client, profile, findable="on", photo=photo())
    (stored,) = files(tmp_path)
    assert re.fullmatch(r"[0-9a-f]{32}\.jpg", stored.name)
    with Image.open(stored) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (480, 480), {})
    assert b"Telefoonmerk" not in stored.read_bytes()
    address = f"/media/register/{stored.name}"
    assert client.get("/api/v1/register/advisers/VP-1").json()["photo"] == f"http://127.0.0.1:8000{address}"
    page = client.get("/register/VP-1/").content.decode()
    assert f'src="{address}" width="160" height="160" alt="Foto van Anna van der Berg"' in page


def test_a_new_photo_takes_the_old_one_away(
    client: Client, me: User, profile: Profile, tmp_path: Path, django_capture_on_commit_callbacks: OnCommit
) -> None:
    save(client, profile, photo=photo())
    (first,) = files(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        save(client, profile, photo=photo())
    (second,) = files(tmp_path)
    assert second != first
    with django_capture_on_commit_callbacks(execute=True):
        save(client, profile, website="https://a.example")  # another choice leaves it
    assert files(tmp_path) == [second]
    with django_capture_on_commit_callbacks(execute=True):
        save(client, profile, without_photo="on")
    assert files(tmp_path) == []
    assert client.get("/api/v1/register/advisers/VP-1").json()["photo"] is None


def test_a_transaction_that_fails_leaves_the_old_photo_and_no_new_one(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: OnCommit
) -> None:
    choices.save(profile.pk, choices.Choices(), photos.cleaned(photo()))
    before = files(tmp_path)

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Profile, "save", fails)
    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(RuntimeError):
        choices.save(profile.pk, choices.Choices(website="https://a.example"), photos.cleaned(photo()))
    assert (files(tmp_path), callbacks) == (before, [])
    profile.refresh_from_db()
    assert profile.website == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [("foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("foto.jpg", b"%PDF-1.7"), ("foto.jpg", b"")],
)
def test_what_is_no_photo_is_refused_beside_its_field(
    client: Client, me: User, profile: Profile, name: str, content: bytes
) -> None:
    response = save(client, profile, photo=SimpleUploadedFile(name, content), website="https://a.example")
    assert response.status_code == 200
    assert re.search(
        r'id="id_photo"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="id_photo"', response.content.decode()
    )
    profile.refresh_from_db()
    assert not profile.photo


def test_a_photo_too_large_keeps_what_was_typed(client: Client, me: User, profile: Profile) -> None:
    big = SimpleUploadedFile("foto.jpg", b"x" * (photos.MAX_BYTES + 1), "image/jpeg")
    response = save(client, profile, photo=big, website="https://a.example")
    page = response.content.decode()
    assert "Het bestand is te groot." in page
    assert 'value="https://a.example"' in page


def test_a_good_photo_is_not_lost_when_something_else_is_wrong(
    client: Client, me: User, profile: Profile, tmp_path: Path
) -> None:
    page = save(client, profile, photo=photo(), website="http://a.example").content.decode()
    kept = re.search(r'name="kept_photo" value="([^"]+)"', page)
    assert kept
    assert files(tmp_path) == []
    save(client, profile, kept_photo=kept[1], website="https://a.example")
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("kept", ["geen base64!", base64.b64encode(b"<svg/>").decode()])
def test_what_comes_back_as_a_photo_is_looked_at_again(
    client: Client, me: User, profile: Profile, tmp_path: Path, kept: str
) -> None:
    save(client, profile, kept_photo=kept)
    assert files(tmp_path) == []


def test_a_file_that_nobody_shows_goes_after_a_day(profile: Profile, tmp_path: Path) -> None:
    choices.save(profile.pk, choices.Choices(), photos.cleaned(photo()))
    photos.store(photos.cleaned(photo()))
    written = dt.datetime.fromtimestamp(files(tmp_path)[0].stat().st_mtime, dt.UTC).date()  # by the disk's own clock
    assert photos.end_unused(written + dt.timedelta(days=1), False) == 0
    later = written + dt.timedelta(days=2)
    assert (photos.end_unused(later, True), len(files(tmp_path))) == (1, 2)
    assert (photos.end_unused(later, False), len(files(tmp_path))) == (1, 1)
    profile.refresh_from_db()
    assert files(tmp_path) == [tmp_path / profile.photo.name]


def test_erasing_takes_choices_and_photo(
    client: Client, me: User, profile: Profile, tmp_path: Path, django_capture_on_commit_callbacks: OnCommit
) -> None:
    save(client, profile, **EVERYTHING, photo=photo())
    (taken,) = privacy.export(profile.certificate.person)["register"]
    assert (taken["website"], taken["choices_changed_at"]) == ("https://www.anna.example/over?x=1", TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(profile.certificate.person)
    assert files(tmp_path) == []
    assert "anna.example" not in client.get("/register/VP-1/").content.decode()
    assert client.get("/register/VP-1/bericht/").status_code == 404


@pytest.mark.parametrize("chose", [True, False])
def test_an_import_does_not_put_back_in_the_list_who_left_it(
    client: Client, me: User, profile: Profile, chose: bool
) -> None:
    if chose:
        save(client, profile)
    row = {"nummer": "VP-1", "voornaam": "Anna", "tussenvoegsel": "van der", "achternaam": "Berg", "plaats": "Kampen",
           "eerste_registratie": "2024-07-01"}  # fmt: skip
    run(file(row), None)
    profile.refresh_from_db()
    assert (profile.place, profile.findable) == ("Kampen", not chose)
    again = run(file(row), None)
    assert [change.changes for change in again.changes] == [False]
