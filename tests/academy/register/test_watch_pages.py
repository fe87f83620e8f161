"""The pages of who watches numbers: asking, the link in the mail, changing, stopping."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.register import watch_links, watch_mails, watching
from academy.register.checking import answers
from academy.register.models import Watch
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.mail.rendering import render
from tests.academy.register.anonymous import post
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
ADDRESS = "/register/volgen/"
EMAIL = "hr@bedrijf.example"
TODAY = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


def ask(client: Client, numbers: str = "VP-1", email: str = EMAIL, **fields: Any) -> Any:
    return post(client, ADDRESS, "register_numbers", numbers=numbers, email=email, **fields)


def press(client: Client, path: str, **fields: Any) -> Any:
    return post(client, path, "register_watched", **fields)


def link(watch: Watch) -> str:
    return f"/register/volgen/{watch_links.token_of(watch)}/"


def watched(confirmed: bool = True) -> Watch:
    watch = watching.ask(EMAIL, "nl", answers({"VP1"}, civil.today()).values())
    if confirmed:
        watching.confirm(watch)
    watch.refresh_from_db()
    return watch


def test_from_asking_to_stopping(client: Client) -> None:
    adviser("Anna Berg", number="VP-1")
    assert ask(client, "vp 1, VP1").headers["Location"] == "/register/volgen/gevraagd/"
    letter = render(Message.objects.get(template=watch_mails.ASKED)).get_body(("plain",))
    path = re.search(r"https?://[^/]+(/\S+)", letter.get_content())[1]  # type: ignore[union-attr, index]
    page = client.get(path).content.decode()
    assert "Ja, volg deze nummers" in page
    assert "Anna" not in page
    assert Watch.objects.get().confirmed_at is None  # a mail scanner opens links too
    assert press(client, path).status_code == 302
    assert Watch.objects.get().confirmed_at is not None
    assert "Uw gevolgde nummers" in client.get(path).content.decode()
    assert "U volgt nu 1 nummer." in client.get(f"{path}stoppen/").content.decode()
    assert Watch.objects.count() == 1
    assert "gewist" in press(client, f"{path}stoppen/").content.decode()
    assert Watch.objects.count() == 0
    assert not Message.objects.filter(to=EMAIL).exists()
    for gone in (path, f"{path}stoppen/"):
        assert client.get(gone).status_code == 410


def test_one_click_of_a_mail_program_stops_without_cookie_or_page(client: Client) -> None:
    adviser(number="VP-1")
    watch = watched()
    path = f"{link(watch)}stoppen/"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Watch.objects.exists()
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_any_other_post_from_elsewhere_stops_nothing(client: Client) -> None:
    adviser(number="VP-1")
    watch = watched()
    answer = client.post(f"{link(watch)}stoppen/", {}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert Watch.objects.exists()


def test_a_checked_list_comes_along(client: Client) -> None:
    adviser(number="VP-1")
    page = ask(client, "VP-1\nVP-2", email="", step="begin").content.decode()
    assert "VP-1\nVP-2" in page
    assert "verplicht" not in page
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    ("numbers", "email", "said"),
    [
        ("", EMAIL, "verplicht"),
        ("---", EMAIL, "Vul minstens één nummer in."),
        ("VP-1", "", "verplicht"),
        ("VP-1", "geen adres", "geldig e-mailadres"),
        ("VP-1\nVP-404", EMAIL, "Regel 2, VP-404: Dit nummer is nooit uitgegeven."),
        ("VP-1\nLVV-000001-0", EMAIL, "Regel 2, LVV-000001-0: Dit nummer bestaat niet."),
        ("\n".join(["VP-1"] * 201), EMAIL, "Dit zijn 201 nummers."),
    ],
)
def test_what_is_wrong_is_told_and_stays(client: Client, numbers: str, email: str, said: str) -> None:
    adviser(number="VP-1")
    response = ask(client, numbers, email)
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert numbers.split("\n", maxsplit=1)[0] in page
    assert email in page
    assert not Watch.objects.exists()
    assert not Message.objects.exists()


def test_guessing_numbers_by_watching_them_is_limited(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (2, 60)}
    adviser(number="VP-1")
    response = ask(client, "X1\nX2\nX3")
    assert response.status_code == 429
    assert "X1\nX2\nX3" in response.content.decode()
    assert "Regel 1" not in response.content.decode()


def test_the_page_does_not_tell_who_watches_already(client: Client) -> None:
    adviser(number="VP-1")
    seen = {ask(client).headers["Location"] for _time in range(5)}
    watched()
    seen.add(ask(client).headers["Location"])
    assert seen == {"/register/volgen/gevraagd/"}
    asked = [one.to for one in Message.objects.filter(template=watch_mails.ASKED, withdrawn_at=None)]
    assert len(asked) <= 4  # three a day to one address; the fourth is of `watched`


def test_an_internet_connection_asks_ten_an_hour(client: Client) -> None:
    adviser(number="VP-1")
    answers_given = [ask(client, email=f"a{number}@x.example").status_code for number in range(11)]
    assert answers_given == [302] * 10 + [429]


def test_who_asks_again_with_an_address_breaks_no_link_of_another(client: Client) -> None:
    adviser(number="VP-1")
    adviser(number="VP-2")
    ask(client, "VP-1")
    ask(client, "VP-2")
    assert [client.get(link(one)).status_code for one in Watch.objects.all()] == [200, 200]


@pytest.mark.parametrize("change", ["signature", "row", "nothing", "number"])
def test_a_false_link_opens_nothing(client: Client, change: str) -> None:
    adviser(number="VP-1")
    watch = watched()
    number, signature = watch_links.token_of(watch).split("-", 1)
    token = {
        "signature": f"{number}-{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "row": f"{watch.pk + 1}-{signature}",
        "nothing": "x",
        "number": "9" * 40 + f"-{signature}",
    }[change]
    for path in (f"/register/volgen/{token}/", f"/register/volgen/{token}/stoppen/"):
        assert client.get(path).status_code == 410
        assert press(client, path).status_code == 410
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code in {200, 403}
    assert Watch.objects.exists()


@pytest.mark.parametrize(("days", "status"), [(6, 200), (7, 410)])
def test_a_link_that_was_not_confirmed_in_time_is_over(client: Client, now: Any, days: int, status: int) -> None:
    adviser(number="VP-1")
    path = link(watched(confirmed=False))
    now.move_to(TODAY + dt.timedelta(days=days))
    assert client.get(path).status_code == status


def test_the_list_is_changed_behind_the_link(client: Client) -> None:
    adviser(number="VP-1")
    adviser(number="VP-2")
    watch = watched()
    path = link(watch)
    assert press(client, path, step="change", numbers="VP-2").status_code == 302
    assert list(watch.numbers.values_list("certificate__number", flat=True)) == ["VP-2"]
    wrong = press(client, path, step="change", numbers="VP-404")
    assert "nooit uitgegeven" in wrong.content.decode()
    assert list(watch.numbers.values_list("certificate__number", flat=True)) == ["VP-2"]


def test_an_address_has_ten_lists_at_most(client: Client) -> None:
    adviser(number="VP-1")
    for _list in range(watching.MOST_WATCHES):
        watched()
    waiting = watched(confirmed=False)
    assert "lopen al 10 lijsten" in press(client, link(waiting)).content.decode()
    waiting.refresh_from_db()
    assert waiting.confirmed_at is None


def test_the_pages_need_no_cookie_and_are_not_kept(client: Client) -> None:
    adviser(number="VP-1")
    watch = watched()
    for path in (ADDRESS, link(watch), f"{link(watch)}stoppen/", "/register/volgen/gevraagd/", "/register/controle/"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert not response.cookies, path
    assert "no-store" in client.get(link(watch)).headers["Cache-Control"]
