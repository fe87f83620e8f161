"""Claiming hours on the site: nothing typed is lost, each refusal stands beside its field, and only one's own is seen."""

import datetime as dt
import shutil
import uuid
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from academy.hours import claims, evidence
from academy.hours.models import ClaimDraft, Decision, Entry, Evidence
from lvv_site import storage
from lvv_site.members import people
from lvv_site.members.models import User
from tests.factories import hours
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 1)
MARKER = "Zonderlingsma"


@pytest.fixture(autouse=True)
def _on_a_day():
    shutil.rmtree(Path(storage.private().path(evidence.FOLDER)), ignore_errors=True)
    with time_machine.travel(dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def member():
    return UserFactory.create()


@pytest.fixture
def client(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def key():
    return uuid.uuid4()


def upload(content, name):
    return SimpleUploadedFile(name, content.read() if hasattr(content, "read") else content)


def picture(name="bewijs.png", colour="navy"):
    return upload(hours.a_picture(name, colour), name)


GOOD = {
    "kind": "extra",
    "title": "Lezing over grenzen",
    "on": "2026-04-02",
    "minutes": "1,5",
    "text": "In de bibliotheek",
}


def post(client, key, button="submit", files=(), **changes):
    typed = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return client.post(reverse("hours:draft", args=[key]), {**typed, button: "1", "evidence": list(files)})


def errors(response):
    """Field → its messages, as they stand beside the fields."""
    page = html.fromstring(response.content)
    return {
        box.get("id").removeprefix("id_").removesuffix("_error"): [one.text_content().strip() for one in box.iter("p")]
        for box in page.xpath("//div[@class='error']")
    }


def typed(response):
    """What the page holds in its fields."""
    page = html.fromstring(response.content)
    (form,) = [form for form in page.forms if "kind" in form.fields]
    return {
        name: (form.fields[name] or "").strip() for name in ("kind", "title", "on", "started_on", "minutes", "text")
    }


def test_beginning_leads_to_an_address_of_its_own(client):
    first, second = (client.get(reverse("hours:claim_new")).url for _ in range(2))
    assert first != second
    assert client.get(first).status_code == 200
    assert not ClaimDraft.objects.exists()


def test_a_claim_with_a_photo_is_submitted(client, member, key):
    response = post(client, key, files=[picture()])
    entry = Entry.objects.get()
    assert response.url == reverse("hours:claim", args=[entry.pk])
    assert (entry.person, entry.kind, entry.minutes, entry.on) == (member.person, "extra", 90, dt.date(2026, 4, 2))
    assert (entry.text.title, entry.text.text) == ("Lezing over grenzen", "In de bibliotheek")
    assert (entry.evidence_uses.count(), ClaimDraft.objects.count()) == (1, 0)
    page = client.get(response.url).content.decode()
    assert "Je opgave is ingediend" in page
    assert "wacht op het bureau" in page
    assert "1,5 uur" in page


@pytest.mark.parametrize(
    ("written", "minutes"), [("1,5", 90), ("1.5", 90), ("2", 120), (" 3,0 ", 180), ("0,5 uur", 30)]
)
def test_hours_are_typed_as_people_type_them(client, key, written, minutes):
    post(client, key, files=[picture()], minutes=written)
    assert Entry.objects.get().minutes == minutes


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"minutes": "1,25"}, "minutes", "Uren tellen per half uur. Rond af op een half uur."),
        ({"minutes": "0"}, "minutes", "Vul meer dan 0 uur in."),
        ({"minutes": "-2"}, "minutes", "Vul meer dan 0 uur in."),
        ({"minutes": "twee"}, "minutes", "Vul een getal in, bijvoorbeeld 2 of 1,5."),
        ({"minutes": ""}, "minutes", "Vul dit in."),
        ({"minutes": "25"}, "minutes", "Dit is meer dan 24 uur op een dag. Kijk de duur en de datum na."),
        ({"on": "2026-05-02"}, "on", "Deze datum ligt in de toekomst. Uren tellen pas na afloop."),
        ({"on": "31-02-2026"}, "on", "Deze datum bestaat niet."),
        ({"on": "0026-04-02"}, "on", "Kijk het jaar na."),
        ({"on": ""}, "on", "Vul dit in."),
        ({"started_on": "2026-04-03"}, "started_on", "De eerste dag ligt na de laatste dag."),
        ({"title": ""}, "title", "Vul dit in."),
        ({"title": "   "}, "title", "Vul dit in."),
        ({"kind": None}, "kind", "Kies een soort."),
    ],
)
def test_each_refusal_stands_beside_its_field_and_everything_typed_stays(client, key, changes, field, message):
    response = post(client, key, files=[picture()], **changes)
    assert response.status_code == 200
    assert errors(response) == {field: [message]}
    expected = {"started_on": "", **GOOD, **changes}
    shown = typed(response)
    assert shown == {name: (expected[name] or "").strip() for name in shown}
    assert not Entry.objects.exists()
    draft = ClaimDraft.objects.get()
    assert (draft.key, draft.text, draft.evidence.count()) == (key, "In de bibliotheek", 1)


def test_all_that_is_missing_is_told_at_once(client, key):
    response = client.post(reverse("hours:draft", args=[key]), {"submit": "1"})
    assert set(errors(response)) == {"kind", "title", "on", "minutes", "evidence"}
    assert "Er kloppen vijf dingen nog niet" in response.content.decode()


def test_what_the_ledger_would_refuse_is_told_beside_a_bad_file(client, key):
    response = post(client, key, files=[upload(b"", "leeg.pdf")], minutes="1,25")
    assert errors(response) == {
        "minutes": ["Uren tellen per half uur. Rond af op een half uur."],
        "evidence": ["leeg.pdf: Het bestand is leeg."],
    }


def test_without_evidence_nothing_is_submitted(client, key):
    response = post(client, key)
    assert errors(response) == {"evidence": ["Bij deze uren hoort een bewijs. Voeg een PDF of foto toe."]}


def test_evidence_that_came_in_stays_when_another_field_is_wrong(client, key):
    post(client, key, files=[picture()], minutes="1,25")
    response = post(client, key, minutes="1,5")
    assert response.status_code == 302
    assert Entry.objects.get().evidence_uses.count() == 1


def test_a_draft_may_lack_anything_and_comes_back_as_it_was(client, member, key):
    response = client.post(reverse("hours:draft", args=[key]), {"save": "1", "title": "Half af", "minutes": "2"})
    assert response.url == reverse("hours:draft", args=[key])
    page = client.get(response.url)
    assert typed(page) == {
        "kind": "", "title": "Half af", "on": "", "started_on": "", "minutes": "2", "text": "",
    }  # fmt: skip
    assert "Je concept is bewaard." in page.content.decode()
    assert "Half af" in client.get(reverse("hours:overview")).content.decode()


def test_a_draft_keeps_a_quarter_of_an_hour_until_it_is_submitted(client, key):
    post(client, key, "save", minutes="1,25")
    assert typed(client.get(reverse("hours:draft", args=[key])))["minutes"] == "1,25"


def test_saving_what_cannot_be_read_keeps_the_rest_and_says_so(client, key):
    response = post(client, key, "save", minutes="veel")
    assert errors(response) == {"minutes": ["Vul een getal in, bijvoorbeeld 2 of 1,5."]}
    assert typed(response)["minutes"] == "veel"
    assert ClaimDraft.objects.get().title == "Lezing over grenzen"


def test_the_same_page_sent_twice_is_one_claim(client, key):
    first, again = post(client, key, files=[picture()]), post(client, key, files=[picture()])
    assert first.url == again.url
    assert (Entry.objects.count(), ClaimDraft.objects.count()) == (1, 0)


def test_the_address_of_a_submitted_draft_leads_to_its_claim(client, key):
    claim = post(client, key, files=[picture()]).url
    assert client.get(reverse("hours:draft", args=[key])).url == claim


def test_several_days_are_kept(client, key):
    post(client, key, files=[picture()], started_on="2026-04-01", minutes="30")
    entry = Entry.objects.get()
    assert (entry.started_on, entry.on, entry.minutes) == (dt.date(2026, 4, 1), dt.date(2026, 4, 2), 1800)


def test_a_first_day_that_is_the_only_day_is_none(client, key):
    post(client, key, files=[picture()], started_on="2026-04-02")
    assert Entry.objects.get().started_on is None


BAD_FILES = {
    "nothing in it": (upload(b"", "leeg.pdf"), "Het bestand is leeg."),
    "not what it says": (upload(b"MZ\x90\x00" + b"\0" * 200, "bewijs.pdf"), "Dit soort bestand nemen we niet aan."),
    "a web page": (upload(b"<html><script>x</script></html>", "bewijs.html"), "Dit soort bestand nemen we niet aan."),
    "another name": (picture("bewijs.png"), "De naam van het bestand past niet bij de inhoud."),
    "a broken pdf": (upload(b"%PDF-1.7\n" + b"x" * 300, "stuk.pdf"), "Deze PDF is beschadigd."),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_beside_the_field_and_a_good_one_beside_it_stays(client, key, name):
    file, message = BAD_FILES[name]
    file.seek(0)
    if name == "another name":
        file = upload(file.read(), "bewijs.pdf")
    response = post(client, key, files=[file, picture("goed.png", "green")])
    (told,) = errors(response)["evidence"]
    assert message in told
    assert [one.name for one in ClaimDraft.objects.get().evidence.all()] == ["goed.png"]
    assert not Entry.objects.exists()


def test_the_same_file_twice_is_kept_once(client, key):
    post(client, key, "save", files=[picture("a.png"), picture("b.png")])
    assert [one.name for one in ClaimDraft.objects.get().evidence.all()] == ["a.png"]
    page = client.get(reverse("hours:draft", args=[key])).content.decode()
    assert "b.png zat er al bij" in page
    assert Evidence.objects.count() == 1


def test_a_file_of_an_earlier_claim_may_be_used_again_and_is_mentioned(client, key):
    post(client, key, files=[picture()])
    second = uuid.uuid4()
    post(client, second, "save", files=[picture()])
    page = client.get(reverse("hours:draft", args=[second])).content.decode()
    assert "gebruikte je al bij een andere opgave" in page
    assert ClaimDraft.objects.get().evidence.count() == 1


def test_a_file_is_taken_off_and_is_gone(client, key):
    post(client, key, "save", files=[picture("a.png"), picture("b.png", "red")])
    first = Evidence.objects.get(name="a.png")
    client.post(reverse("hours:draft", args=[key]), {**GOOD, "save": "1", "remove": str(first.pk)})
    assert [one.name for one in ClaimDraft.objects.get().evidence.all()] == ["b.png"]
    assert not Evidence.objects.filter(pk=first.pk).exists()


def test_nobody_takes_off_somebody_elses_file(client, key):
    theirs = hours.draft(title=MARKER).evidence.get()
    client.post(reverse("hours:draft", args=[key]), {**GOOD, "save": "1", "remove": str(theirs.pk)})
    assert theirs.drafts.count() == 1


def test_there_is_an_end_to_files(client, key):
    files = [picture(f"{place}.png", f"rgb({place},0,0)") for place in range(11)]
    response = post(client, key, files=files)
    assert errors(response)["evidence"] == ["Er kunnen hoogstens 10 bestanden bij één opgave."]
    assert ClaimDraft.objects.get().evidence.count() == 10


def test_a_flood_of_files_is_stopped_and_the_text_is_kept(client, key, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"evidence": (2, 600)}
    post(client, key, "save", files=[picture("a.png"), picture("b.png", "red")])
    response = post(client, key, "save", files=[picture("c.png", "green")])
    assert "veel bestanden in korte tijd" in errors(response)["evidence"][0]
    assert ClaimDraft.objects.get().evidence.count() == 2


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Bel me op 06-12345678", "een telefoonnummer"),
        ("Met jan@voorbeeld.nl besproken", "een e-mailadres"),
        ("Gesprek met mevrouw De Vries", "een naam"),
        ("BSN 111222333", "een burgerservicenummer"),
    ],
)
def test_text_that_seems_to_name_somebody_is_pointed_at_once(client, key, text, what):
    response = post(client, key, files=[picture()], text=text)
    page = html.fromstring(response.content)
    (notice,) = page.xpath("//div[@role='alert']")
    assert what in notice.text_content()
    assert not Entry.objects.exists()
    (warned,) = page.xpath("//input[@name='warned']/@value")
    response = post(client, key, text=text, warned=warned)
    assert Entry.objects.get().text.text == text
    assert response.status_code == 302


def test_a_new_hint_warns_again(client, key):
    response = post(client, key, files=[picture()], text="06-12345678", warned="email")
    assert "een telefoonnummer" in response.content.decode()
    assert not Entry.objects.exists()


def test_plain_words_raise_no_warning(client, key):
    post(
        client,
        key,
        files=[picture()],
        title="Masterclass Omgaan met Macht",
        text="Over de Wet Huis voor klokkenluiders.",
    )
    assert Entry.objects.count() == 1


def test_a_draft_is_thrown_away_with_its_files(client, member):
    draft = hours.draft(member.person, pieces=2)
    response = client.post(reverse("hours:draft_discard", args=[draft.key]))
    assert response.url == reverse("hours:overview")
    assert (ClaimDraft.objects.count(), Evidence.objects.count()) == (0, 0)


def test_throwing_away_leaves_files_that_a_claim_uses(client, member):
    entry = hours.claim(member.person, decided="rejected")
    client.post(reverse("hours:claim_again", args=[entry.pk]))
    draft = ClaimDraft.objects.get()
    client.post(reverse("hours:draft_discard", args=[draft.key]))
    assert (ClaimDraft.objects.count(), entry.evidence_uses.count(), Evidence.objects.count()) == (0, 1, 1)


def test_a_claim_is_withdrawn_once(client, member):
    entry = hours.claim(member.person)
    address = reverse("hours:claim_withdraw", args=[entry.pk])
    assert client.post(address).url == reverse("hours:claim", args=[entry.pk])
    client.post(address)
    assert [one.kind for one in entry.decisions.order_by("number")] == ["submitted", "withdrawn"]
    page = client.get(reverse("hours:claim", args=[entry.pk])).content.decode()
    assert "Je trok de opgave in." in page
    assert "Over deze opgave is al besloten" in page


def test_after_a_rejection_the_reason_is_read_and_evidence_added(client, member):
    entry = hours.claim(member.person, decided="rejected", reason="evidence_unreadable", remark="Het is te donker.")
    address = reverse("hours:claim", args=[entry.pk])
    page = client.get(address).content.decode()
    assert "Het bewijs is niet leesbaar" in page
    assert "Het is te donker." in page
    response = client.post(address, {"evidence": [picture("lichter.png", "white")]})
    assert response.url == address
    assert [one.kind for one in entry.decisions.order_by("number")] == ["submitted", "rejected", "submitted"]
    assert entry.evidence_uses.count() == 2


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "Bij deze uren hoort een bewijs. Voeg een PDF of foto toe."),
        ([upload(b"", "leeg.pdf")], "leeg.pdf: Het bestand is leeg."),
    ],
    ids=["none", "empty"],
)
def test_resubmitting_takes_a_good_file(client, member, files, message):
    entry = hours.claim(member.person, decided="rejected")
    response = client.post(reverse("hours:claim", args=[entry.pk]), {"evidence": files})
    assert errors(response) == {"evidence": [message]}
    assert entry.decisions.count() == 2


def test_a_good_file_beside_a_bad_one_need_not_be_chosen_again(client, member):
    entry = hours.claim(member.person, decided="rejected")
    address = reverse("hours:claim", args=[entry.pk])
    response = client.post(address, {"evidence": [picture("goed.png"), upload(b"", "leeg.pdf")]})
    (signed,) = html.fromstring(response.content).xpath("//input[@name='kept']/@value")
    client.post(address, {"kept": signed})
    assert entry.evidence_uses.filter(evidence__name="goed.png").count() == 1
    assert entry.decisions.count() == 3


def test_kept_files_of_another_claim_are_not_taken(client, member):
    first, second = (hours.claim(member.person, decided="rejected", title=title) for title in ("Een", "Twee"))
    response = client.post(
        reverse("hours:claim", args=[first.pk]), {"evidence": [picture("goed.png"), upload(b"", "leeg.pdf")]}
    )
    (signed,) = html.fromstring(response.content).xpath("//input[@name='kept']/@value")
    client.post(reverse("hours:claim", args=[second.pk]), {"kept": signed})
    assert second.decisions.count() == 2


def test_resubmitting_something_that_is_not_rejected_changes_nothing(client, member):
    entry = hours.claim(member.person, decided="approved")
    client.post(reverse("hours:claim", args=[entry.pk]), {"evidence": [picture("nog.png", "red")]})
    assert [one.kind for one in entry.decisions.order_by("number")] == ["submitted", "approved"]
    assert entry.evidence_uses.count() == 1


@pytest.mark.parametrize("decided", ["rejected", "withdrawn"])
def test_claiming_anew_copies_everything_into_a_draft(client, member, decided):
    entry = hours.claim(member.person, "course", 180, dt.date(2026, 3, 3), title="Dag", text="Uitleg", decided=decided)
    response = client.post(reverse("hours:claim_again", args=[entry.pk]))
    draft = ClaimDraft.objects.get()
    assert response.url == reverse("hours:draft", args=[draft.key])
    assert (draft.kind, draft.minutes, draft.on, draft.title, draft.text) == (
        "course", 180, dt.date(2026, 3, 3), "Dag", "Uitleg",
    )  # fmt: skip
    again = claims.submit(draft, member)
    assert again.pk != entry.pk
    assert [use.evidence_id for use in again.evidence_uses.all()] == [
        use.evidence_id for use in entry.evidence_uses.all()
    ]


@pytest.mark.parametrize("decided", ["", "approved"])
def test_a_claim_that_runs_or_counts_is_not_copied(client, member, decided):
    entry = hours.claim(member.person, decided=decided)
    client.post(reverse("hours:claim_again", args=[entry.pk]))
    assert not ClaimDraft.objects.exists()


def test_ones_own_evidence_is_downloaded_as_it_was_kept(client, member):
    one = hours.claim(member.person).evidence_uses.get().evidence
    response = client.get(reverse("hours:evidence", args=[one.pk]))
    with one.file.storage.open(one.file.name) as kept:
        assert b"".join(response) == kept.read()
    response.close()
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_claims_of_a_merged_entry_are_ones_own(client, member):
    former = PersonFactory.create()
    entry = hours.claim(former, title="Van vroeger")
    User.objects.filter(person=former).update(person=None)
    people.merge(former, member.person)
    assert "Van vroeger" in client.get(reverse("hours:claim", args=[entry.pk])).content.decode()


class TestSomebodyElses:
    """Another member's claim, draft and file, all with a word that nobody else has."""

    @pytest.fixture
    def theirs(self):
        person = PersonFactory.create(family_name=MARKER)
        entry = hours.claim(person, title=MARKER, text=MARKER, decided="rejected", remark=MARKER)
        return entry, hours.draft(person, title=MARKER, text=MARKER)

    def addresses(self, theirs):
        entry, draft = theirs
        piece = entry.evidence_uses.get().evidence
        unused = draft.evidence.get()
        return {
            "claim": reverse("hours:claim", args=[entry.pk]),
            "withdraw": reverse("hours:claim_withdraw", args=[entry.pk]),
            "again": reverse("hours:claim_again", args=[entry.pk]),
            "draft": reverse("hours:draft", args=[draft.key]),
            "discard": reverse("hours:draft_discard", args=[draft.key]),
            "submitted draft": reverse("hours:draft", args=[entry.source_ref.removeprefix("claim:")]),
            "evidence": reverse("hours:evidence", args=[piece.pk]),
            "evidence of a draft": reverse("hours:evidence", args=[unused.pk]),
        }

    @pytest.mark.parametrize("role", [None, "office", "board", "committee", "provider"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_not_there(self, theirs, role, method):
        client = Client()
        client.force_login(UserFactory.create(role=role))
        before = (Decision.objects.count(), list(ClaimDraft.objects.values_list("key", "person", "title")))
        for name, address in self.addresses(theirs).items():
            response = getattr(client, method)(address, {"submit": "1", **GOOD} if method == "post" else {})
            assert response.status_code in {404, 405}, name
            assert MARKER.encode() not in response.content, name
        assert (Decision.objects.count(), list(ClaimDraft.objects.values_list("key", "person", "title"))) == before

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_asks_a_stranger_to_sign_in(self, theirs, method):
        for name, address in self.addresses(theirs).items():
            response = getattr(Client(), method)(address)
            assert response.status_code == 302, name
            assert response.url.startswith("/account/login/"), name

    def test_is_in_no_list_of_ones_own(self, theirs, client, member):
        hours.claim(member.person, title="Van mij")
        for name in ("hours:overview", "hours:entries", "members:home"):
            page = client.get(reverse(name)).content.decode()
            assert MARKER not in page


def test_an_account_without_a_name_first_tells_it():
    client = Client()
    client.force_login(UserFactory.create(person=None))
    for address in (reverse("hours:overview"), reverse("hours:entries"), reverse("hours:draft", args=[uuid.uuid4()])):
        assert client.get(address).url == reverse("members:details")


def test_a_post_without_a_token_is_refused(member, key):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    response = client.post(reverse("hours:draft", args=[key]), {**GOOD, "save": "1"})
    assert response.status_code == 403
    assert not ClaimDraft.objects.exists()
