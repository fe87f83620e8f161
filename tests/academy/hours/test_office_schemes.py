"""Scheme versions: drafted without JSON, compared with what everybody has, and only then published."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from academy.certification import schemes
from academy.certification.models import SchemeVersion
from academy.hours import comparison
from academy.hours.comparison import Outcome
from academy.hours.models import SchemeComparison
from academy.hours.tasks import compare_scheme
from lvv_site import civil
from tests.academy.hours.office import OUTSIDE, downloaded, signed_in
from tests.factories import hours
from tests.factories.certification import certified, shipped
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "code": "lvv-2030", "title": "Regeling 2030", "years": "4", "year_basis": "certificate", "total": "72",
    "spread": "", "sources": "Besluit van het bestuur | https://voorbeeld.example/besluit | 2026-05-01",
    "assumptions": ["year_basis"], "course_min": "24", "intervisie_min": "32", "extra_min": "16",
}  # fmt: skip


def drafted(client: Client, **typed: Any) -> Any:
    return client.post(reverse("scheme:copy", args=[shipped("lvv-2024").pk]), {**TYPED, **typed})


def draft(**rules: Any) -> SchemeVersion:
    original = shipped("lvv-2024").rules
    return schemes.save_draft(None, "", code="lvv-2030", title="Regeling 2030", rules={**original, **rules})


def lighter() -> SchemeVersion:
    """A draft that asks eight hours less of courses and eight more of extra activities."""
    kinds = {
        "course": {"min_minutes": 960, "max_minutes_per_year": None},
        "intervisie": {"min_minutes": 1920, "max_minutes_per_year": None},
        "extra": {"min_minutes": 1440, "max_minutes_per_year": None},
    }
    return draft(kinds=kinds)


def running(name: str, **minutes: int) -> Any:
    today = civil.today()
    person = PersonFactory.create(given_name="Anna", infix="", family_name=name)
    certified(person, starts=today - dt.timedelta(days=400), until=today + dt.timedelta(days=1000))
    for kind, amount in minutes.items():
        for part in range(0, amount, 600):
            day = today - dt.timedelta(days=20 + part // 600)
            hours.entry(person, kind, min(600, amount - part), day)
    return person


def test_a_copy_is_filled_in_with_what_the_original_says(client: Client) -> None:
    signed_in(client)
    page = client.get(reverse("scheme:copy", args=[shipped("lvv-1.11").pk])).content.decode()
    for name, value in (("course_min", "32"), ("course_max_year", "16"), ("extra_max_year", "4"), ("total", "72")):
        assert f'name="{name}" value="{value}"' in page.replace("  ", " "), name
    assert "Eisen nascholing, regeling 1.11" in page


def test_what_is_filled_in_is_what_the_rules_say(client: Client) -> None:
    signed_in(client)
    drafted(
        client, spread="12,5", course_max_year="16", extra_max_day="4", course_once="on", intervisie_carry="8",
        overflow_1_source="course", overflow_1_target="extra", year_basis="calendar",
    )  # fmt: skip
    made = SchemeVersion.objects.get(code="lvv-2030")
    assert made.published_at is None
    assert made.content_hash == schemes.content_hash(made)
    assert made.rules == {
        "years": 4, "year_basis": "calendar", "granularity_minutes": 30, "total_minutes": 4320,
        "kinds": {
            "course": {"min_minutes": 1440, "max_minutes_per_year": 960},
            "intervisie": {"min_minutes": 1920, "max_minutes_per_year": None},
            "extra": {"min_minutes": 960, "max_minutes_per_year": None},
        },
        "carry_over_minutes": {"intervisie": 480}, "once_per_period": ["course"],
        "max_minutes_per_day": {"extra": 240}, "overflow": [{"source": "course", "target": "extra"}],
        "extension_cap": "prorata", "spread_minutes_per_year": 750,
        "sources": [
            {"title": "Besluit van het bestuur", "url": "https://voorbeeld.example/besluit", "seen": "2026-05-01"}
        ],
        "assumptions": ["year_basis"],
    }  # fmt: skip
    page = client.get(reverse("scheme:edit_draft", args=[made.pk])).content.decode()
    assert 'name="spread" value="12,5"' in page.replace("  ", " ")
    assert "https://voorbeeld.example/besluit | 2026-05-01" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "lvv-2024"}, "Er is al een regeling met deze code."),
        ({"code": "LVV 2030"}, "Alleen kleine letters"),
        ({"total": "70"}, "minder dan de minima"),
        ({"course_min": "1,25"}, "per half uur"),
        ({"course_min": "-1"}, "0"),
        ({"course_min": ""}, "verplicht veld"),
        ({"years": "0"}, "1"),
        ({"overflow_1_source": "course"}, "Kies twee verschillende soorten"),
        ({"overflow_1_source": "course", "overflow_1_target": "course"}, "Kies twee verschillende soorten"),
        ({"sources": "Titel | ftp://x"}, "Regel 1 klopt niet"),
        ({"sources": "Goed\n | https://x.example"}, "Regel 2 klopt niet"),
        ({"sources": "Titel | https://x.example | gisteren"}, "Regel 1 klopt niet"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_loses_nothing(client: Client, typed: dict[str, str], said: str) -> None:
    signed_in(client)
    page = drafted(client, **typed).content.decode()
    assert said in page
    assert "Regeling 2030" in page
    assert not SchemeVersion.objects.filter(title="Regeling 2030").exists()


def test_two_editors_do_not_undo_each_other(client: Client) -> None:
    signed_in(client)
    made = draft()
    seen = made.content_hash
    schemes.save_draft(made.pk, seen, code=made.code, title="Andere titel", rules=made.rules)
    page = client.post(reverse("scheme:edit_draft", args=[made.pk]), {**TYPED, "seen": seen}).content.decode()
    assert "Iemand anders heeft dit concept intussen gewijzigd." in page
    assert SchemeVersion.objects.get(pk=made.pk).title == "Andere titel"


def test_publishing_asks_for_a_comparison_of_what_is_published(client: Client) -> None:
    signed_in(client)
    made = draft()
    address = reverse("scheme:publish", args=[made.pk])
    assert "Vergelijk eerst" in client.get(address).content.decode()
    assert "Vergelijk eerst" in client.post(address, {"seen": made.content_hash}).content.decode()
    client.post(reverse("hours_compare", args=[made.pk]))
    schemes.save_draft(made.pk, made.content_hash, code=made.code, title="Nieuwe titel", rules=made.rules)
    made.refresh_from_db()
    assert "Vergelijk eerst" in client.post(address, {"seen": made.content_hash}).content.decode()
    client.post(reverse("hours_compare", args=[made.pk]))
    response = client.post(address, {"seen": made.content_hash}, follow=True)
    assert made.content_hash in response.content.decode()
    made.refresh_from_db()
    assert made.published_at is not None
    for verb in ("edit_draft", "discard", "publish"):
        page = client.post(reverse(f"scheme:{verb}", args=[made.pk]), {**TYPED, "seen": made.content_hash}, follow=True)
        assert "Een gepubliceerde regeling verandert niet meer." in page.content.decode()
    with pytest.raises(IntegrityError, match="is published"), transaction.atomic():
        SchemeVersion.objects.filter(pk=made.pk).update(title="Anders")


def test_a_draft_can_be_thrown_away_with_its_comparison(client: Client) -> None:
    user = signed_in(client)
    made = draft()
    comparison.compare(comparison.begin(made, user, civil.today()))
    client.post(reverse("scheme:discard", args=[made.pk]), {"seen": made.content_hash})
    assert not SchemeVersion.objects.filter(pk=made.pk).exists()
    assert SchemeComparison.objects.count() == 0


def test_who_would_be_better_or_worse_off() -> None:
    running("Cursist", course=1440, intervisie=1920)
    running("Doener", intervisie=1920, extra=1440)
    running("Begin")
    running("Klaar", course=1440, intervisie=1920, extra=960)
    begun = comparison.begin(lighter(), UserFactory.create(), civil.today())
    comparison.compare(begun)
    begun.refresh_from_db()
    found = {
        one.period.certificate.person.family_name: (one.short_now, one.short_then, one.met_now, one.met_then)
        for one in comparison.listed(begun)
    }
    assert found == {
        "Cursist": (960, 1440, False, False),
        "Doener": (1440, 960, False, False),
        "Begin": (4320, 4320, False, False),
        "Klaar": (0, 480, True, False),
    }
    counts = comparison.counts(begun)
    assert {name: counts[name] for name in (*Outcome, "all", "loses", "gains")} == {
        "better": 1, "worse": 2, "same": 1, "all": 4, "loses": 1, "gains": 0
    }  # fmt: skip
    names = [one.period.certificate.person.family_name for one in comparison.listed(begun, "better")]
    assert names == ["Doener"]


def test_a_running_period_keeps_its_own_scheme() -> None:
    person = running("Klaar", course=1440, intervisie=1920, extra=960)
    made = lighter()
    comparison.compare(comparison.begin(made, UserFactory.create(), civil.today()))
    schemes.publish_draft(made.pk, made.content_hash)
    assert person.certificates.get().periods.get().scheme.code == "lvv-2024"


def test_comparing_twice_or_after_a_change_is_harmless() -> None:
    running("Een")
    made, user = lighter(), UserFactory.create()
    first = comparison.begin(made, user, civil.today())
    comparison.compare(first)
    comparison.compare(first)
    assert first.periods.count() == 1
    second = comparison.begin(made, user, civil.today())
    assert not SchemeComparison.objects.filter(pk=first.pk).exists()
    compare_scheme.call(first.pk)
    schemes.save_draft(made.pk, made.content_hash, code=made.code, title="Anders", rules=made.rules)
    compare_scheme.call(second.pk)
    second.refresh_from_db()
    assert second.finished_at is None


def test_very_many_are_left_to_a_task(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(client)
    running("Een")
    made = lighter()
    monkeypatch.setattr(comparison, "AT_ONCE", 0)
    client.post(reverse("hours_compare", args=[made.pk]))
    page = client.get(reverse("scheme:inspect", args=[made.pk])).content.decode()
    assert "De vergelijking is bezig." in page
    assert (
        "nog bezig"
        in client.post(reverse("scheme:publish", args=[made.pk]), {"seen": made.content_hash}).content.decode()
    )
    compare_scheme.call(SchemeComparison.objects.get().pk)
    assert "Bekijk wie het zijn" in client.get(reverse("scheme:inspect", args=[made.pk])).content.decode()


def test_the_list_is_shown_filtered_and_exported(client: Client) -> None:
    signed_in(client)
    running("=Cursist", course=1440)
    made = lighter()
    client.post(reverse("hours_compare", args=[made.pk]))
    address = reverse("hours_comparison", args=[made.pk])
    assert "Cursist" in client.get(address).content.decode()
    assert "Cursist" in client.get(address, {"uitkomst": "worse"}).content.decode()
    assert "Cursist" not in client.get(address, {"uitkomst": "better"}).content.decode()
    sent = downloaded(client.get(address, {"export": "csv", "uitkomst": "worse"}))
    assert "Anna =Cursist,lvv-2024," in sent
    assert ",48.0,56.0,False,False," in sent


def test_who_may_see_change_and_publish_schemes(client: Client) -> None:
    running("Geheim")
    made, user = lighter(), UserFactory.create()
    comparison.compare(comparison.begin(made, user, civil.today()))
    pages = [
        reverse("scheme:index"),
        reverse("scheme:inspect", args=[made.pk]),
        reverse("hours_comparison", args=[made.pk]),
    ]
    verbs = [reverse(f"scheme:{verb}", args=[made.pk]) for verb in ("copy", "edit_draft", "discard", "publish")]
    verbs.append(reverse("hours_compare", args=[made.pk]))
    for address in (*pages, *verbs):
        assert "/account/login/" in client.get(address).headers["Location"]
    for role in ("board", *OUTSIDE):
        other = Client()
        signed_in(other, role)
        for address in pages:
            response = other.get(address)
            assert (response.status_code == 200) is (role == "board"), (role, address)
            assert ("Regeling 2030" in response.content.decode()) is (role == "board")
        assert ("Geheim" in other.get(pages[-1]).content.decode()) is (role == "board")
        assert other.get(pages[-1], {"export": "csv"}).status_code in {302, 403}
        for address in verbs:
            assert other.get(address).status_code in {302, 403}, (role, address)
            assert other.post(address, {**TYPED, "seen": made.content_hash}).status_code in {302, 403}
    made.refresh_from_db()
    assert (made.published_at, SchemeVersion.objects.count()) == (None, 3)
