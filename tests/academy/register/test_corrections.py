"""Saying that something in the register is wrong: who may, what is kept, who reads it, how it ends."""

import contextlib
import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from academy.register import correction_letters, corrections, privacy
from academy.register.enums import CorrectionStepKind, CorrectionSubject
from academy.register.models import Correction, CorrectionStep, CorrectionStepText, CorrectionText, Profile
from lvv_site import civil, forms
from lvv_site.mail import delivery, sending
from lvv_site.mail.models import Message
from lvv_site.operations.append_only import retention
from lvv_site.pages.models import SiteSettings
from tests.factories.members import UserFactory, sign_in
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
PAGE, SCOPE = "/register/VP-1/klopt-niet/", "register_correction"
SECRET = "Zonderlingsma belde mij"
TYPED = {"subject": "status", "text": SECRET, "email": "melder@voorbeeld.example"}
OTHERS = ["treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider", None]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MIN_SECONDS", 0)


@pytest.fixture
def profile() -> Profile:
    return adviser("Anna Berg", number="VP-1")


@pytest.fixture
def made(profile: Profile) -> Correction:
    return corrections.report(profile.certificate, CorrectionSubject.STATUS, SECRET, "melder@voorbeeld.example")


@pytest.fixture
def office_address() -> str:
    from wagtail.models import Site

    chosen = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    chosen.contact_email = "bureau@voorbeeld.example"
    chosen.save()
    return chosen.contact_email


def post(client: Client, address: str = PAGE, **changes: str) -> Any:
    sent = {**TYPED, **changes, forms.TOKEN: forms.token(SCOPE)}
    return client.post(address, sent, headers={"Sec-Fetch-Site": "same-origin"})


def letters() -> list[delivery.Letter]:
    delivery.outbox.clear()
    sending.send_due()
    return list(delivery.outbox)


def test_a_profile_leads_to_the_form(client: Client, profile: Profile) -> None:
    assert f'href="{PAGE}"' in client.get("/register/VP-1/").content.decode()


def test_anybody_reports_without_account_or_cookie(client: Client, profile: Profile) -> None:
    page = client.get(PAGE)
    assert (page.status_code, "no-store" in page.headers["Cache-Control"]) == (200, True)
    response = post(client)
    assert (response.status_code, response.url) == (302, f"{PAGE}ontvangen/")
    thanks = client.get(response.url)
    assert thanks.status_code == 200
    assert not page.cookies
    assert not response.cookies
    assert SECRET not in thanks.content.decode()
    made = Correction.objects.get()
    assert (made.certificate, made.subject) == (profile.certificate, "status")
    assert (made.text.text, made.text.email) == (SECRET, "melder@voorbeeld.example")


def test_an_address_is_not_needed(client: Client, profile: Profile) -> None:
    assert post(client, email="").status_code == 302
    assert CorrectionText.objects.get().email == ""


@pytest.mark.parametrize(
    "changes", [{"subject": ""}, {"subject": "onzin"}, {"text": ""}, {"text": " "}, {"text": "x" * 2001}, {"email": "x"}, {"text": "\0"}]
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_written(
    client: Client, profile: Profile, changes: dict[str, str]
) -> None:
    response = post(client, **changes)
    assert response.status_code == 200
    assert "field--error" in response.content.decode()
    assert Correction.objects.count() == 0


def test_a_post_from_elsewhere_or_without_the_signed_field_writes_nothing(client: Client, profile: Profile) -> None:
    assert client.post(PAGE, TYPED, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    client.post(PAGE, TYPED, headers={"Sec-Fetch-Site": "same-origin"})
    assert Correction.objects.count() == 0


def test_posts_are_limited(client: Client, profile: Profile, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"anonymous_post": (2, 60)}
    assert [post(client).status_code for _ in range(3)] == [302, 302, 429]


def test_an_unknown_number_has_no_form(client: Client) -> None:
    for path in ("/register/VP-2/klopt-niet/", "/register/VP-2/klopt-niet/ontvangen/"):
        assert client.get(path).status_code == 404
    assert post(client, "/register/VP-2/klopt-niet/").status_code == 404


def test_a_number_without_a_name_can_be_reported_without_telling_the_name(client: Client, profile: Profile) -> None:
    privacy.erase(profile.certificate.person)
    assert "Berg" not in client.get(PAGE).content.decode()
    assert post(client).status_code == 302


def test_the_office_hears_that_something_waits_once_and_nothing_personal(
    client: Client, profile: Profile, office_address: str
) -> None:
    for _ in range(3):
        post(client)
    (letter,) = letters()
    assert letter.to == office_address
    assert "Er wachten 3 meldingen" in letter.text
    assert "/beheer/register/meldingen/" in letter.text
    for secret in ("Anna", "Berg", "VP-1", SECRET, "melder@"):
        assert secret not in letter.subject + letter.text
        assert secret not in str(list(Message.objects.values("context_ids", "dedupe_key")))


def test_an_answer_is_mailed_and_kept(made: Correction) -> None:
    corrections.answer(made, "De datum is hersteld.", UserFactory.create())
    (letter,) = letters()
    assert letter.to == "melder@voorbeeld.example"
    assert "De datum is hersteld." in letter.text
    assert "VP-1" not in letter.subject
    assert [one.kind for one in made.steps.all()] == ["answered"]


def test_without_an_address_there_is_no_answer(profile: Profile) -> None:
    made = corrections.report(profile.certificate, CorrectionSubject.NAME, "x")
    with pytest.raises(corrections.CorrectionError):
        corrections.answer(made, "Dag", UserFactory.create())
    assert CorrectionStep.objects.count() == 0


@pytest.mark.parametrize("kind", corrections.ENDS)
def test_it_ends_once(made: Correction, kind: CorrectionStepKind) -> None:
    user = UserFactory.create()
    step = corrections.end(made, kind, "Nagekeken", user)
    assert (step.by, step.text.text) == (user, "Nagekeken")
    for act in (lambda: corrections.end(made, kind, "Weer", user), lambda: corrections.answer(made, "Weer", user)):
        with pytest.raises(corrections.CorrectionError):
            act()
    assert correction_letters.waiting().count() == 0


def test_answering_is_no_end(made: Correction) -> None:
    with pytest.raises(ValueError, match="answered"):
        corrections.end(made, CorrectionStepKind.ANSWERED, "x", UserFactory.create())


def addresses(made: Correction) -> list[str]:
    return [
        reverse("register_correction:index"),
        reverse("register_correction:index") + "?export=csv",
        *(reverse(f"register_correction:{view}", args=[made.pk]) for view in ("inspect", "answer", "end")),
    ]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_reads_or_handles(client: Client, made: Correction, role: str | None) -> None:
    sign_in(client, UserFactory.create(role=role, second_factor=True))
    for path in addresses(made):
        for response in (client.get(path), client.post(path, {"text": "x", "kind": "handled"})):
            assert response.status_code in {302, 403, 405}
            assert SECRET not in response.content.decode()
    assert CorrectionStep.objects.count() == 0


def test_the_adviser_and_a_visitor_do_not_read_it(client: Client, made: Correction) -> None:
    for user in (None, UserFactory.create(person=made.certificate.person)):
        if user:
            sign_in(client, user)
        for path in [*addresses(made), "/register/VP-1/", "/mijn/", "/api/v1/register/advisers/VP-1"]:
            assert SECRET not in client.get(path).content.decode()
    assert SECRET not in str(privacy.export(made.certificate.person))


def test_the_office_reads_answers_and_ends(client: Client, made: Correction) -> None:
    office = UserFactory.create(role="office", second_factor=True)
    sign_in(client, office)
    index, _export, inspect, answer, end = addresses(made)
    assert "VP-1" in client.get(index).content.decode()
    assert "VP-1" not in client.get(f"{index}?waiting=false").content.decode()
    page = client.get(inspect).content.decode()
    assert SECRET in page
    assert answer in page
    assert client.post(answer, {"text": "Hersteld."}).url == inspect
    assert client.post(end, {"kind": "handled", "text": ""}).status_code == 200
    assert client.post(end, {"kind": "refused", "text": "Klopte al"}).url == inspect
    again = client.post(end, {"kind": "handled", "text": "Toch"})
    assert "al afgehandeld" in again.content.decode()
    page = client.get(inspect).content.decode()
    assert answer not in page
    assert [(step.kind, step.by) for step in made.steps.all()] == [("answered", office), ("refused", office)]


def test_words_go_a_year_after_the_end_and_the_facts_stay(made: Correction, profile: Profile) -> None:
    today = civil.today()
    waits = corrections.report(profile.certificate, CorrectionSubject.NAME, "Wacht nog")
    corrections.end(made, CorrectionStepKind.HANDLED, "Goed", UserFactory.create())
    assert privacy.end_corrections(today + dt.timedelta(days=365), dry_run=False) == 0
    later = today + dt.timedelta(days=366)
    assert privacy.end_corrections(later, dry_run=True) == 2
    assert privacy.end_corrections(later, dry_run=False) == 2
    assert list(CorrectionText.objects.values_list("correction", flat=True)) == [waits.pk]
    assert (CorrectionStepText.objects.count(), Correction.objects.count(), CorrectionStep.objects.count()) == (0, 2, 1)


def test_erasing_somebody_takes_the_words_about_them_and_by_them(made: Correction) -> None:
    other = adviser("Bo Berg", number="VP-2").certificate
    corrections.report(other, CorrectionSubject.NAME, "Over een ander", "ik@voorbeeld.example")
    third = corrections.report(other, CorrectionSubject.NAME, "Van een derde")
    person = made.certificate.person
    person.email = "ik@voorbeeld.example"
    person.save()
    privacy.erase(person)
    assert [one.correction for one in CorrectionText.objects.all()] == [third]


def test_an_erased_answer_is_not_mailed(made: Correction) -> None:
    step = corrections.answer(made, "Dag", UserFactory.create())
    with retention():
        CorrectionStepText.objects.all().delete()
    from lvv_site.mail.registry import Withdrawn

    with pytest.raises(Withdrawn):
        correction_letters.answer_context({"step": step.pk})


def end_twice(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let two of the office find it open, wait for each other, and then both end it."""
    of = adviser("Anna Berg", number="VP-1").certificate
    made = corrections.report(of, CorrectionSubject.NAME, "x")
    users = [UserFactory.create(), UserFactory.create()]
    both = threading.Barrier(2, timeout=2)
    original, outcomes = corrections.ending_of, list[str]()

    def found_open(one: Correction) -> CorrectionStep | None:
        ended = original(one)
        with contextlib.suppress(threading.BrokenBarrierError):  # then the other one waits for our lock
            both.wait()
        return ended

    monkeypatch.setattr(corrections, "ending_of", found_open)

    def run(user: Any) -> None:
        try:
            corrections.end(made, CorrectionStepKind.HANDLED, "x", user)
            outcomes.append("won")
        except corrections.CorrectionError:
            outcomes.append("told")
        except Exception as error:  # noqa: BLE001 - its kind is what is asked
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_it_at_once_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert end_twice(monkeypatch) == ["told", "won"]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_only_the_database_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(correction: Correction) -> None:
        corrections.ending_of(correction)

    monkeypatch.setattr(corrections, "_lock_open", unlocked)
    assert end_twice(monkeypatch) == ["IntegrityError", "won"]
