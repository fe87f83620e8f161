"""The pages of the wizard: nothing typed is lost, whatever is wrong with it and whoever types beside one."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from academy.accreditation import content, steps
from academy.accreditation.content import Content
from academy.accreditation.enums import StepKind
from academy.accreditation.models import Application, ApplicationFile
from academy.accreditation.steps import Act
from tests.factories.accreditation import application, submitted, worker
from tests.factories.members import UserFactory

from .portal import SHELL, address, fields_of, opened, pdf, signed_in

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def told(of: Application) -> Content:
    return content.read(Application.objects.get(pk=of.pk).content)


def text(response: Any) -> str:
    return response.content.decode()


def test_every_button_saves_and_verder_goes_on(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    fields = opened(client, made, "toetsing") | {"homework": "Een boek\r\nen een film"}
    assert client.post(address(made, "toetsing"), fields).url == address(made, "toetsing")
    fields = opened(client, made, "toetsing") | {"assessment": "Een toets", "next": "1"}
    assert client.post(address(made, "toetsing"), fields).url == address(made, "docenten")
    assert (told(made).homework, told(made).assessment) == ("Een boek\nen een film", "Een toets")


@pytest.mark.parametrize(("page", "then"), [
    ("opleiding", "doelen"), ("doelen", "programma"), ("programma", "toetsing"), ("docenten", "evaluatie"),
    ("evaluatie", "documenten"), ("documenten", "controle"),
])  # fmt: skip
def test_a_page_as_it_stands_changes_nothing_and_leads_on(client: Client, page: str, then: str) -> None:
    made = application()
    signed_in(client, made.provider)
    response = client.post(address(made, page), opened(client, made, page) | {"next": "1"})
    assert response.url == address(made, then)
    assert (Application.objects.get(pk=made.pk).version, told(made)) == (0, content.read(made.content))


def test_half_filled_is_fine(client: Client) -> None:
    made = Application.objects.create(code="LEEG", provider=application().provider)
    signed_in(client, made.provider)
    client.post(address(made, "opleiding"), opened(client, made, "opleiding") | {"title": "Half"})
    assert told(made) == Content(title="Half")


@pytest.mark.parametrize(("field", "typed", "message"), [
    ("contact_minutes", "-2", "Vul 0 of meer in."), ("contact_minutes", "1,25", "Uren tellen per half uur."),
    ("preparation_minutes", "veel", "Vul een getal in"), ("practice_minutes", "5000", "meer dan 2000 uur"),
    ("participants_min", "-1", "minstens 1 is"), ("participants_max", "9999999", "hoogstens 5000 is"),
    ("website", "geen adres", "geldige URL"), ("title", "x" * 201, "niet meer dan 200 "), ("summary", "x" * 2001, "niet meer dan 2000 "),
    ("setting", "maan", "geldige keuze"),
])  # fmt: skip
def test_what_cannot_be_read_stands_beside_its_field_and_the_rest_is_saved(
    client: Client, field: str, typed: str, message: str
) -> None:
    made = application()
    signed_in(client, made.provider)
    other = "title" if field != "title" else "summary"
    fields = opened(client, made, "opleiding") | {field: typed, other: "Wel goed"}
    response = client.post(address(made, "opleiding"), fields)
    assert response.status_code == 422
    assert message in str(response.context["form"].errors[field])
    if field != "setting":
        assert typed in text(response)
    assert getattr(told(made), other) == "Wel goed"
    assert getattr(told(made), field) == getattr(content.read(made.content), field)
    mended = fields_of(response) | {field: {"title": "T", "summary": "S", "setting": "online"}.get(field, "7")}
    if field == "website":
        mended[field] = "https://voorbeeld.example/"
    assert client.post(address(made, "opleiding"), mended).status_code == 302


def test_a_page_that_saves_itself_says_when(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    fields = opened(client, made, "toetsing")
    first = client.post(address(made, "toetsing"), fields | {"homework": "E"}, headers=JSON).json()
    assert first["said"].startswith("Bewaard om ")
    again = fields | {"homework": "Een boek", "seen": json.dumps(first["seen"]), "version": first["version"]}
    assert client.post(address(made, "toetsing"), again, headers=JSON).json()["version"] == 2
    assert told(made).homework == "Een boek"


def test_a_page_that_saves_itself_says_what_it_did_not_save(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    fields = opened(client, made, "opleiding") | {"contact_minutes": "1,2", "title": "Nieuw"}
    first = client.post(address(made, "opleiding"), fields, headers=JSON).json()
    assert first["errors"] == ["Contacttijd in uren: Uren tellen per half uur. Rond af op een half uur."]
    mended = fields | {"contact_minutes": "1,5", "seen": json.dumps(first["seen"]), "version": first["version"]}
    assert client.post(address(made, "opleiding"), mended, headers=JSON).json()["errors"] == []
    assert (told(made).contact_minutes, told(made).title) == (90, "Nieuw")


def test_two_in_one_field_and_the_second_sees_both_texts_and_loses_nothing(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    first, second = opened(client, made, "toetsing"), opened(client, made, "toetsing")
    client.post(address(made, "toetsing"), first | {"homework": "Tekst van de een"})
    response = client.post(
        address(made, "toetsing"), second | {"homework": "Tekst van de ander", "assessment": "Toets"}
    )
    assert response.status_code == 409
    assert ("Tekst van de een" in text(response), "Tekst van de ander" in text(response)) == (True, True)
    assert (told(made).homework, told(made).assessment) == ("Tekst van de een", "Een gesprek met een acteur.")
    assert client.post(address(made, "toetsing"), fields_of(response)).status_code == 302
    assert (told(made).homework, told(made).assessment) == ("Tekst van de ander", "Toets")
    assert list(made.traces.filter(field="homework").values_list("text__old", "text__new")) == [
        ("Geen.", "Tekst van de ander")
    ]


def test_two_in_one_field_while_it_saves_itself_stops_and_says_so(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    first, second = opened(client, made, "toetsing"), opened(client, made, "toetsing")
    client.post(address(made, "toetsing"), first | {"homework": "Tekst van de een"}, headers=JSON)
    response = client.post(address(made, "toetsing"), second | {"homework": "Tekst van de ander"}, headers=JSON)
    assert (response.status_code, response.json()["conflict"]) == (409, True)


def test_two_on_one_page_in_other_fields_both_stay_while_it_saves_itself(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    one, two = opened(client, made, "toetsing"), opened(client, made, "toetsing")
    client.post(address(made, "toetsing"), one | {"homework": "A"}, headers=JSON)
    answer = client.post(address(made, "toetsing"), two | {"assessment": "B"}, headers=JSON).json()
    assert answer["merged"]
    again = two | {"assessment": "Bb", "seen": json.dumps(answer["seen"]), "version": answer["version"]}
    client.post(address(made, "toetsing"), again, headers=JSON)
    assert (told(made).homework, told(made).assessment) == ("A", "Bb")


def test_who_types_on_after_it_was_sent_in_is_told_and_keeps_the_text(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    fields = opened(client, made, "toetsing") | {"homework": "Net te laat"}
    submitted(made)
    response = client.post(address(made, "toetsing"), fields)
    assert (response.status_code, "Net te laat" in text(response)) == (409, True)
    assert "Deze aanvraag is ingediend" in text(response)
    assert client.post(address(made, "toetsing"), fields, headers=JSON).json()["locked"]
    assert told(made).homework == "Geen."


def test_goals_come_and_go_without_a_script(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    response = client.post(address(made, "doelen"), opened(client, made, "doelen") | {"add": "goal"})
    new = told(made).goals[1].key
    assert response.url == f"{address(made, 'doelen')}#id_goal-{new}-text"
    fields = opened(client, made, "doelen") | {f"goal-{new}-text": "Nieuw doel", f"goal-{new}-competences": ["empathy"]}
    client.post(address(made, "doelen"), fields)
    assert (told(made).goals[1].text, told(made).goals[1].competences) == ("Nieuw doel", ("empathy",))
    client.post(address(made, "doelen"), opened(client, made, "doelen") | {"remove": "goal-g1"})
    assert [one.key for one in told(made).goals] == [new]


def test_a_teacher_goes_with_the_proof_and_what_else_was_typed_is_saved(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    client.post(address(made, "docenten"), opened(client, made, "docenten") | {"add": "teacher"})
    new = told(made).teachers[1].key
    fields = opened(client, made, "docenten") | {f"teacher-{new}-name": "Bo", "remove": "teacher-t1"}
    client.post(address(made, "docenten"), fields)
    assert ([one.name for one in told(made).teachers], ApplicationFile.objects.count()) == (["Bo"], 0)


def test_a_proof_is_kept_with_its_teacher_once(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    proof = pdf("diploma.pdf")
    for _twice in range(2):
        proof.seek(0)
        client.post(address(made, "docenten"), opened(client, made, "docenten") | {"teacher-t1-proof": [proof]})
    found = ApplicationFile.objects.get(name="diploma.pdf")
    assert (found.purpose, found.teacher, found.content_type) == ("teacher", "t1", "application/pdf")
    assert "diploma.pdf" in text(client.get(address(made, "docenten")))


@pytest.mark.parametrize(("file", "message"), [
    (SimpleUploadedFile("virus.pdf", b"MZ\x90\x00 program"), "Dit soort bestand nemen we niet aan"),
    (SimpleUploadedFile("leeg.pdf", b""), "leeg"),
    (SimpleUploadedFile("plaatje.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), "niet aan"),
    (SimpleUploadedFile("groot.pdf", b"%PDF-1.4" + b"x" * (11 * 1024 * 1024)), "te groot"),
    (SimpleUploadedFile("stuk.pdf", b"%PDF-1.4 stuk"), "stuk.pdf"),
])  # fmt: skip
def test_a_bad_file_is_refused_beside_its_field_and_the_text_is_saved(
    client: Client, file: SimpleUploadedFile, message: str
) -> None:
    made = application()
    signed_in(client, made.provider)
    file.seek(0)
    fields = opened(client, made, "programma") | {"programme": "Ander programma", "programme-files": [file]}
    response = client.post(address(made, "programma"), fields)
    if file.name == "leeg.pdf":  # a browser's empty file is no file
        assert ApplicationFile.objects.count() == 1
        return
    assert response.status_code == 422
    assert message in str(response.context["form"].errors["programme-files"])
    assert (told(made).programme, ApplicationFile.objects.count()) == ("Ander programma", 1)


def test_a_file_is_taken_off(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    client.post(address(made, "documenten"), opened(client, made, "documenten") | {"other-files": [pdf("extra.pdf")]})
    extra = ApplicationFile.objects.get(name="extra.pdf")
    client.post(address(made, "documenten"), opened(client, made, "documenten") | {"take_off": str(extra.pk)})
    assert not ApplicationFile.objects.filter(pk=extra.pk).exists()
    assert list(made.traces.filter(what__startswith="file.").values_list("what", flat=True)) == [
        "file.added",
        "file.removed",
    ]


def test_a_file_of_another_application_is_not_taken_off(client: Client) -> None:
    made, other = application(), application()
    signed_in(client, made.provider)
    theirs = other.files.get()
    client.post(address(made, "documenten"), opened(client, made, "documenten") | {"take_off": str(theirs.pk)})
    assert ApplicationFile.objects.filter(pk=theirs.pk, removed_at=None).exists()


def test_what_was_asked_stands_above_every_page_and_what_changed_is_marked(client: Client) -> None:
    made = submitted()
    steps.append(made, Act(StepKind.INCOMPLETE, 1, reason="Wat is het huiswerk?"), UserFactory.create())
    signed_in(client, made.provider)
    assert "Wat is het huiswerk?" in text(client.get(address(made, "toetsing")))
    client.post(address(made, "toetsing"), opened(client, made, "toetsing") | {"homework": "Een boek"})
    page = text(client.get(address(made, "controle")))
    assert "Wat is het huiswerk?" in page
    changed = [one.section.value for one in client.get(address(made, "toetsing")).context["progress"] if one.changed]
    assert changed == ["toetsing"]


def test_a_page_that_is_none_does_not_exist(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    assert client.get(address(made, "geheim")).status_code == 404


def test_a_token_of_another_page_is_asked_for(client: Client) -> None:
    made = application()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(worker(made.provider))
    assert strict.post(address(made, "toetsing"), {"homework": "x"}).status_code == 403


def test_a_page_asks_a_fixed_number_of_times(client: Client, django_assert_max_num_queries: Any) -> None:
    made = application()
    signed_in(client, made.provider)
    client.get(address(made, "docenten"))
    with django_assert_max_num_queries(SHELL + 8):
        client.get(address(made, "docenten"))
    fields = opened(client, made, "toetsing")
    with django_assert_max_num_queries(SHELL + 17):
        client.post(address(made, "toetsing"), fields | {"homework": "x", "assessment": "y"}, headers=JSON)
