"""The list, beginning an application, how one stands, the last page: what they say and to whom."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from academy.accreditation import application_starting, content, steps
from academy.accreditation.enums import ApplicationState, StepKind
from academy.accreditation.models import Application, Meeting, Provider, ProviderPerson, Step, Submission
from academy.accreditation.steps import Act
from lvv_site import civil
from lvv_site.payments.models import Order
from tests.factories.accreditation import (
    accredited,
    application,
    attached,
    complete,
    provider,
    submitted,
    taken_up,
    worker,
)
from tests.factories.members import UserFactory, sign_in

from .portal import SHELL, address, fields_of, signed_in

pytestmark = pytest.mark.django_db
TODAY = civil.today()


def text(response: Any) -> str:
    return response.content.decode()


def refused(of: Provider | None = None) -> Application:
    made = taken_up(submitted(application(of)))
    steps.append(made, Act(StepKind.REFUSED, 2, letter="Geachte opleider, nee."), UserFactory.create())
    return made


def begin(of: Provider) -> str:
    return reverse("provider:start", args=[of.slug])


def every_address(made: Application) -> list[str]:
    file = attached(made)
    start = reverse("provider:applications", args=[made.provider.slug])
    pages = ("opleiding", "doelen", "programma", "toetsing", "docenten", "evaluatie", "documenten", "controle")
    verbs = ("intrekken", "bezwaar", "brieven/1")
    return [
        start,
        begin(made.provider),
        address(made),
        *(address(made, one) for one in (*pages, *verbs)),
        address(made, "bestanden", file.pk),
    ]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "who", ["nobody", "member", "other provider", "ended", "inactive", "office", "committee", "assessor"]
)
def test_for_others_nothing_here_exists(client: Client, method: str, who: str) -> None:
    made = application()
    if who == "other provider":
        client.force_login(worker())
    elif who == "ended":
        client.force_login(worker(made.provider))
        ProviderPerson.objects.update(ended_at=civil.now())
    elif who == "inactive":
        user = worker(made.provider)
        client.force_login(user)
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    elif who != "nobody":
        sign_in(client, UserFactory.create(role=None if who == "member" else who, second_factor=True))
    before = Application.objects.values_list("content", "version").get()
    for url in every_address(made):
        response = getattr(client, method)(url)
        if who in {"nobody", "inactive"} and response.status_code == 302:
            assert "/account/login/" in response.url
        else:
            assert response.status_code in ({404, 405} if method == "post" else {404}), url
    assert (Application.objects.values_list("content", "version").get(), Step.objects.count()) == (before, 0)


def test_the_address_of_another_own_provider_does_not_show_it(client: Client) -> None:
    made, mine = application(), provider()
    signed_in(client, mine)
    assert client.get(reverse("provider:application", args=[mine.slug, made.code])).status_code == 404


def test_the_list_says_state_day_and_what_to_do(client: Client) -> None:
    mine = provider()
    application(mine, title="Concept")
    refused(mine)
    application(title="Van een ander")
    signed_in(client, mine)
    page = text(client.get(reverse("provider:applications", args=[mine.slug])))
    assert "Vul de aanvraag verder in en dien haar in." in page
    assert ("Afgewezen" in page, "maak dan op tijd bezwaar" in page, "Van een ander" in page) == (True, True, False)


def test_the_list_asks_a_fixed_number_of_times(client: Client, django_assert_max_num_queries: Any) -> None:
    mine = provider()
    for _each in range(3):
        application(mine)
        refused(mine)
    signed_in(client, mine)
    client.get(reverse("provider:applications", args=[mine.slug]))
    with django_assert_max_num_queries(SHELL + 7):
        client.get(reverse("provider:applications", args=[mine.slug]))
    for _each in range(8):
        refused(mine)
    with django_assert_max_num_queries(SHELL + 7):
        assert len(client.get(reverse("provider:applications", args=[mine.slug])).context["rows"]) == 14


def started(client: Client, mine: Provider, **answers: Any) -> Application:
    token = fields_of_start(client, mine)
    client.post(begin(mine), {"token": token, **answers})
    return Application.objects.get(code=application_starting.code_in(token))


def fields_of_start(client: Client, mine: Provider) -> str:
    return str(client.get(begin(mine)).context["form"]["token"].value())


def test_a_new_one_is_empty_and_of_the_kind(client: Client) -> None:
    mine = provider()
    by = signed_in(client, mine)
    made = started(client, mine, kind="basic")
    assert (made.kind, made.started_by, made.training, made.title) == ("basic", by, None, "Nog zonder titel")


def test_the_same_post_twice_begins_one(client: Client) -> None:
    mine = provider()
    signed_in(client, mine)
    token = fields_of_start(client, mine)
    urls = {client.post(begin(mine), {"token": token, "kind": "course"}).url for _twice in range(2)}
    assert (len(urls), Application.objects.count()) == (1, 1)


def test_a_token_that_is_not_ours_begins_nothing(client: Client) -> None:
    mine = provider()
    signed_in(client, mine)
    client.post(begin(mine), {"token": "ACC-1:nep", "kind": "course"})
    assert not Application.objects.exists()


def test_a_renewal_has_the_kind_and_words_of_its_training(client: Client) -> None:
    training = accredited(kind="basic", title="Basis in vier dagen")
    earlier = submitted(application(training.provider, "basic", training, title="Oud", programme="Vier dagen."))
    steps.append(earlier, Act(StepKind.WITHDRAWN, 1), None)
    signed_in(client, training.provider)
    made = started(client, training.provider, kind="course", training=training.code)
    told = content.read(made.content)
    assert (made.kind, made.training, made.copied_from) == ("basic", training, earlier)
    assert (told.title, told.programme, told.declared) == ("Basis in vier dagen", "Vier dagen.", False)


def test_of_one_training_one_application_goes_on(client: Client) -> None:
    training = accredited()
    open_ = application(training.provider, training=training)
    signed_in(client, training.provider)
    token = fields_of_start(client, training.provider)
    response = client.post(begin(training.provider), {"token": token, "kind": "course", "training": training.code})
    assert open_.code in str(response.context["form"].errors["training"])


@pytest.mark.parametrize(("with_files", "number"), [("on", 1), ("", 0)])
def test_a_copy_has_the_words_and_by_choice_the_files(client: Client, with_files: str, number: int) -> None:
    mine = provider()
    earlier = application(mine, title="Eerste")
    signed_in(client, mine)
    made = started(client, mine, kind="course", copied_from=earlier.code, with_files=with_files)
    assert (made.title, made.copied_from, made.files.count()) == ("Eerste", earlier, number)
    if number:
        copied, source = made.files.get(), earlier.files.get()
        assert (copied.teacher, copied.file.name == source.file.name) == ("t1", False)


def test_of_another_provider_nothing_is_copied_or_renewed(client: Client) -> None:
    mine, theirs, training = provider(), application(), accredited()
    signed_in(client, mine)
    token = fields_of_start(client, mine)
    for answers in ({"copied_from": theirs.code}, {"training": training.code}):
        response = client.post(begin(mine), {"token": token, "kind": "course", **answers})
        assert response.status_code == 200
    assert Application.objects.filter(provider=mine).count() == 0


def test_the_last_page_links_each_gap_to_its_field(client: Client) -> None:
    made = application(goals=(), homework="", declared=False)
    made.files.all().delete()
    signed_in(client, made.provider)
    response = client.get(address(made, "controle"))
    links = [url for url, _gap in response.context["missing"]]
    assert links == [
        address(made, "doelen") + "#toevoegen", address(made, "toetsing") + "#id_homework",
        address(made, "docenten") + "#id_teacher-t1-proof",
    ]  # fmt: skip
    assert "Er ontbreken nog 3 dingen." in text(response)
    assert "id_teacher-t1-proof" in text(client.get(address(made, "docenten")))


def test_sending_in_shows_the_price_and_asks_the_declaration(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    page = client.get(address(made, "controle"))
    assert ("423,50" in text(page), "73,50" in text(page)) == (True, True)
    fields = {name: page.context["form"][name].value() for name in ("seen", "version", "total")}
    undeclared = client.post(address(made, "controle"), fields)
    assert (undeclared.status_code, Submission.objects.count()) == (422, 0)
    assert "Verklaar dat u zich aan de voorwaarden houdt." in text(undeclared)
    posts = [client.post(address(made, "controle"), fields | {"declared": "on"}) for _each in range(3)]
    assert [one.url for one in posts] == [address(made)] * 3
    assert (Submission.objects.count(), Order.objects.get().total) == (1, Decimal("423.50"))


def test_a_price_that_changed_is_told_before_it_is_asked(client: Client, django_user_model: Any) -> None:
    from academy.accreditation.models import AccreditationSettings

    made = application()
    signed_in(client, made.provider)
    page = client.get(address(made, "controle"))
    fields = {name: page.context["form"][name].value() for name in ("seen", "version", "total")} | {"declared": "on"}
    AccreditationSettings.objects.update_or_create(defaults={"fee_course": 400})
    told = client.post(address(made, "controle"), fields)
    assert (told.status_code, "Het tarief is gewijzigd" in text(told), "484,00" in text(told)) == (409, True, True)
    again = {name: told.context["form"][name].value() for name in ("seen", "version", "total", "declared")}
    assert client.post(address(made, "controle"), again).status_code == 302
    assert Order.objects.get().total == Decimal("484.00")


def test_words_that_changed_since_are_read_again_first(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    page = client.get(address(made, "controle"))
    fields = {name: page.context["form"][name].value() for name in ("seen", "version", "total")} | {"declared": "on"}
    Application.objects.filter(pk=made.pk).update(content=content.write(complete("Anders")), version=1)
    told = client.post(address(made, "controle"), fields)
    assert (told.status_code, "gewijzigd nadat u deze pagina opende" in text(told)) == (409, True)
    assert Submission.objects.count() == 0


def test_what_was_sent_in_is_shown_and_cannot_be_changed(client: Client) -> None:
    made = submitted(application(homework="Een dik boek"))
    Meeting.objects.create(on=TODAY + dt.timedelta(days=30), files_due=TODAY + dt.timedelta(days=9))
    signed_in(client, made.provider)
    page = text(client.get(address(made)))
    assert ("Een dik boek" in page, "bewijs.pdf" in page, "De commissie vergadert op" in page) == (True, True, True)
    assert client.get(address(made, "toetsing")).url == client.get(address(made, "controle")).url == address(made)


def test_letters_are_read_and_an_objection_is_made(client: Client) -> None:
    made = refused()
    signed_in(client, made.provider)
    assert "Geachte opleider, nee." in text(client.get(address(made)))
    form = client.get(address(made, "bezwaar")).context["form"]
    assert client.post(address(made, "bezwaar"), {"seen": form["seen"].value(), "reason": ""}).status_code == 422
    assert client.post(address(made, "bezwaar"), {"seen": 3, "reason": "Wij zijn het oneens."}).url == address(made)
    assert steps.state(made) == ApplicationState.OBJECTION
    late = client.post(address(made, "bezwaar"), {"seen": 3, "reason": "Nog eens, lang verhaal"})
    assert (late.status_code, "Nog eens, lang verhaal" in text(late)) == (409, True)


@pytest.mark.parametrize(("taken", "words"), [(False, "423,50 vervallen."), (True, "blijven verschuldigd")])
def test_what_becomes_of_the_fee_is_told_before_withdrawing(client: Client, taken: bool, words: str) -> None:
    made = application()
    signed_in(client, made.provider)
    page = client.get(address(made, "controle"))
    fields = {name: page.context["form"][name].value() for name in ("seen", "version", "total")} | {"declared": "on"}
    client.post(address(made, "controle"), fields)
    if taken:
        taken_up(made)
    assert words in text(client.get(address(made, "intrekken")))
    client.post(address(made, "intrekken"), {"seen": steps.last_number(made), "reason": ""})
    assert steps.state(made) == ApplicationState.WITHDRAWN


def test_how_one_stands_asks_a_fixed_number_of_times(client: Client, django_assert_max_num_queries: Any) -> None:
    made = submitted()
    for number in (1, 3):
        steps.append(made, Act(StepKind.INCOMPLETE, number, reason="Meer"), None)
        for _each in range(4):
            attached(made)
        submitted(made)
    signed_in(client, made.provider)
    client.get(address(made))
    with django_assert_max_num_queries(SHELL + 18):
        page = client.get(address(made))
    assert page.context["compared"]
    assert any(section.changed for section in page.context["sections"])


def test_pages_are_never_kept_by_a_cache(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    assert "no-store" in client.get(address(made, "opleiding"))["Cache-Control"]


def test_the_form_of_a_page_round_trips(client: Client) -> None:
    made = application()
    signed_in(client, made.provider)
    assert fields_of(client.get(address(made, "opleiding")))["contact_minutes"] == "6"


def test_a_letter_of_the_committee_can_be_had_on_paper(client: Client) -> None:
    made, other = refused(), refused()
    signed_in(client, made.provider)

    assert client.get(address(made, "brieven", 3)).content.startswith(b"%PDF-")
    assert address(made, "brieven", 3) in text(client.get(address(made)))
    assert client.get(address(made, "brieven", 2)).status_code == 404
    assert client.get(address(other, "brieven", 3)).status_code == 404
