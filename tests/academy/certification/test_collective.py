"""One decision for many: who it is about, that it is carried out once, and that it can be stopped and started."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from academy.certification import adjustments, collective, decisions
from academy.certification.collective import ChangedError, Measure, Selection
from academy.certification.decisions import RefusedError
from academy.certification.enums import EventKind
from academy.certification.models import Adjustment, Certificate, CollectiveDecision, Period, StatusEvent
from academy.certification.tasks import carry_out
from lvv_site import civil
from lvv_site.members.models import User
from tests.factories.certification import certified, event, shipped
from tests.factories.members import PersonFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 6, 1)
EXTENSION = Measure("extension", months=3)
EXEMPTION = Measure("exemption", hours_kind="intervisie", minutes=480)


def period_of(made: Certificate) -> Period:
    return Period.objects.get(certificate=made, during__contains=ON)


def decided(measure: Measure = EXTENSION, selection: Selection | None = None, **given: Any) -> CollectiveDecision:
    selection = selection or Selection(ON)
    seen = collective.preview(selection, measure)
    fields = {"shown": seen.fingerprint, "key": uuid.uuid4(), **given}
    return collective.decide(selection, measure, UserFactory.create(), dt.date(2026, 5, 1), "Besluit 7", **fields)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(ON), {"a", "b", "c"}),
        (Selection(dt.date(2029, 1, 1)), {"c"}),
        (Selection(dt.date(2023, 12, 31)), set()),
        (Selection(ON, ends_from=dt.date(2028, 6, 30)), {"a", "b", "c"}),
        (Selection(ON, ends_from=dt.date(2028, 7, 1)), {"b", "c"}),
        (Selection(ON, ends_until=dt.date(2028, 6, 30)), {"a"}),
        (Selection(ON, ends_until=dt.date(2028, 6, 29)), set()),
        (Selection(ON, ends_from=dt.date(2028, 7, 1), ends_until=dt.date(2028, 12, 31)), {"b"}),
    ],
)
def test_who_is_meant(selection: Selection, expected: set[str]) -> None:
    made = {
        "a": certified(until=dt.date(2028, 6, 30)),
        "b": certified(until=dt.date(2028, 12, 31)),
        "c": certified(until=dt.date(2030, 6, 30)),
        "gone": certified(until=dt.date(2025, 6, 30)),
    }
    found = set(collective.preview(selection, EXEMPTION).targets)
    assert found == {period_of(made[name]).pk for name in expected}


def test_one_scheme_only() -> None:
    one, other = certified(), Certificate.objects.create(person=PersonFactory.create(), number="X", number_key="X")
    event(other, EventKind.GRANTED, dt.date(2024, 1, 1), dt.date(2027, 12, 31), scheme="lvv-1.11")
    found = collective.preview(Selection(ON, shipped("lvv-1.11")), EXEMPTION)
    assert found.targets == (period_of(other).pk,)
    assert period_of(one).pk in collective.preview(Selection(ON, shipped("lvv-2024")), EXEMPTION).targets


def test_who_left_is_not_meant() -> None:
    made = certified()
    event(made, EventKind.RESIGNED, dt.date(2026, 1, 1), by=UserFactory.create())
    assert collective.preview(Selection(ON), EXEMPTION).targets == ()


def test_everybody_is_extended_by_months_from_their_own_start() -> None:
    one = certified(starts=dt.date(2024, 2, 29), until=dt.date(2028, 2, 28))
    other = certified(starts=dt.date(2024, 8, 31), until=dt.date(2028, 8, 30))
    decision = decided(Measure("extension", months=6))
    assert collective.carry_out(decision) == 2
    assert {period_of(made).last_day for made in (one, other)} == {dt.date(2028, 8, 28), dt.date(2029, 2, 28)}
    assert set(Adjustment.objects.values_list("collective", "months")) == {(decision.pk, 6)}
    assert {made.event.kind for made in Adjustment.objects.select_related("event")} == {"end_changed"}


def test_one_by_one_and_for_many_come_to_the_same_day() -> None:
    alone, together = certified(), certified()
    Adjustment.objects.all()
    decision = decisions.Decision(UserFactory.create(), dt.date(2026, 5, 1), "Reden", decisions.last_event(alone))
    adjustments.extend(period_of(alone), 2, decision)
    decision = decisions.Decision(UserFactory.create(), dt.date(2026, 5, 1), "Reden", decisions.last_event(together))
    adjustments.extend(period_of(together), 2, decision)
    collective.carry_out(decided(Measure("extension", months=3)))
    decision = decisions.Decision(UserFactory.create(), dt.date(2026, 5, 1), "Reden", decisions.last_event(alone))
    assert period_of(alone).last_day == period_of(together).last_day == dt.date(2028, 11, 30)


def test_an_exemption_changes_no_status() -> None:
    made = certified()
    events = StatusEvent.objects.count()
    collective.carry_out(decided(EXEMPTION))
    row = Adjustment.objects.get()
    assert (row.period, row.hours_kind, row.minutes, row.event) == (period_of(made), "intervisie", 480, None)
    assert StatusEvent.objects.count() == events


def test_carrying_out_twice_adjusts_nobody_twice() -> None:
    made = certified()
    decision = decided()
    assert [collective.carry_out(decision) for _ in range(2)] == [1, 0]
    assert period_of(made).last_day == dt.date(2028, 9, 30)
    with pytest.raises(IntegrityError, match="adjustment_once_per_decision"), transaction.atomic():
        Adjustment.objects.create(
            period=period_of(made), kind="exemption", hours_kind="extra", minutes=30, collective=decision, decided_on=ON
        )


def test_it_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        certified()
    decision = decided()
    monkeypatch.setattr(collective, "BATCH", 2)
    original, calls = collective._carry_out, []

    def failing(*args: Any) -> int:
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return original(*args)

    monkeypatch.setattr(collective, "_carry_out", failing)
    with pytest.raises(RuntimeError, match="killed"):
        collective.carry_out(decision)
    assert Adjustment.objects.count() == 2
    carry_out.call(decision.pk)
    assert Adjustment.objects.values("period").distinct().count() == Adjustment.objects.count() == 5


def test_who_cannot_be_extended_is_left_out_and_told() -> None:
    made = certified(until=dt.date(2028, 6, 30))
    event(made, EventKind.GRANTED, dt.date(2028, 7, 1), dt.date(2032, 6, 30))
    other = certified()
    seen = collective.preview(Selection(ON), EXTENSION)
    assert seen.targets == (period_of(other).pk,)
    assert seen.refused == {period_of(made).pk: "De periode loopt dan door in de volgende."}
    assert len(collective.preview(Selection(ON), EXEMPTION).targets) == 2


def test_what_came_in_between_is_seen_when_it_is_carried_out() -> None:
    made = certified()
    decision = decided()
    event(made, EventKind.GRANTED, dt.date(2028, 7, 1), dt.date(2032, 6, 30))
    assert collective.carry_out(decision) == 0
    assert [one.period for one in collective.open_targets(decision)] == [period_of(made)]


def test_who_comes_after_the_preview_asks_for_another_look() -> None:
    certified()
    seen = collective.preview(Selection(ON), EXTENSION)
    certified()
    with pytest.raises(ChangedError) as caught:
        decided(shown=seen.fingerprint)
    assert len(caught.value.preview.targets) == 2
    assert CollectiveDecision.objects.count() == 0


def test_another_measure_than_was_shown_asks_for_another_look() -> None:
    certified()
    with pytest.raises(ChangedError):
        decided(EXEMPTION, shown=collective.preview(Selection(ON), EXTENSION).fingerprint)


def test_two_clicks_are_one_decision() -> None:
    certified()
    key = uuid.uuid4()
    assert decided(key=key) == decided(key=key)
    assert CollectiveDecision.objects.count() == 1


def test_a_decision_about_nobody_is_none() -> None:
    with pytest.raises(RefusedError, match="niemand"):
        decided()


def test_many_take_few_queries(django_assert_max_num_queries: Any) -> None:
    for _ in range(30):
        certified()
    with django_assert_max_num_queries(30):
        decision = decided(EXEMPTION)
        collective.carry_out(decision)
    assert Adjustment.objects.count() == 30


def signed_in(client: Client, role: str | None = "office") -> User:
    user: User = UserFactory.create(role=role, second_factor=True)
    sign_in(client, User.objects.get(pk=user.pk))
    return user


TYPED = {
    "kind": "extension", "months": "3", "hours_kind": "", "minutes": "", "runs_on": "2026-06-01", "scheme": "",
    "ends_from": "", "ends_until": "", "decided_on": "2026-05-01", "reason": "Besluit 7", "key": str(uuid.UUID(int=7)),
}  # fmt: skip


def shown_in(page: str) -> str:
    return page.partition('name="shown" value="')[2].partition('"')[0]


def test_look_first_then_decide(client: Client) -> None:
    user, made = signed_in(client), certified(PersonFactory.create(family_name="Geheim"))
    address = reverse("collective:decide")
    page = client.post(address, TYPED).content.decode()
    assert "3 maanden verlenging" in page
    assert "Geheim" in page
    assert Adjustment.objects.count() == 0
    response = client.post(address, {**TYPED, "shown": shown_in(page)})
    decision = CollectiveDecision.objects.get()
    assert response.headers["Location"] == reverse("collective:inspect", args=[decision.pk])
    assert (decision.by, decision.reason.text) == (user, "Besluit 7")
    assert period_of(made).last_day == dt.date(2028, 9, 30)
    page = client.get(response.headers["Location"]).content.decode()
    assert "1 van 1 periodes" in page
    assert "Besluit 7" in page
    assert "3 maanden verlenging" in client.get(reverse("collective:index")).content.decode()
    assert "Besluit 7" in client.get(reverse("certificate:inspect", args=[made.pk])).content.decode()


def test_what_changed_is_shown_again(client: Client) -> None:
    signed_in(client)
    certified()
    address = reverse("collective:decide")
    page = client.post(address, TYPED).content.decode()
    certified()
    page = client.post(address, {**TYPED, "shown": shown_in(page)}).content.decode()
    assert "Intussen is er iets veranderd." in page
    assert CollectiveDecision.objects.count() == 0
    assert client.post(address, {**TYPED, "shown": shown_in(page)}).status_code == 302
    assert Adjustment.objects.count() == 2


def test_very_many_are_left_to_a_task(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(client)
    certified()
    monkeypatch.setattr(collective, "AT_ONCE", 0)
    address = reverse("collective:decide")
    page = client.post(address, TYPED).content.decode()
    page = client.post(address, {**TYPED, "shown": shown_in(page)}, follow=True).content.decode()
    assert "0 van 1 periodes" in page
    assert "Nog niet aangepast" in page
    carry_out.call(CollectiveDecision.objects.get().pk)
    assert Adjustment.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"months": ""}, "Vul dit in."),
        ({"months": "0"}, "1"),
        ({"kind": "exemption", "hours_kind": "extra", "minutes": "1,25"}, "per half uur"),
        ({"kind": "exemption", "hours_kind": "", "minutes": "2"}, "Vul dit in."),
        ({"kind": "exemption", "hours_kind": "extra", "minutes": ""}, "Vul dit in."),
        ({"ends_from": "2028-01-01", "ends_until": "2027-01-01"}, "De laatste dag ligt voor de eerste dag."),
        ({"decided_on": "2190-01-01"}, "Deze dag moet nog komen."),
        ({"runs_on": "31-02-2026"}, "Deze dag bestaat niet."),
        ({"reason": " "}, "verplicht veld"),
    ],
)
def test_a_mistake_is_told_beside_its_field(client: Client, typed: dict[str, str], said: str) -> None:
    signed_in(client)
    certified()
    page = client.post(reverse("collective:decide"), {**TYPED, **typed}).content.decode()
    assert said in page
    assert shown_in(page) == ""
    assert 'value="2026-06-01"' in page or "31-02-2026" in page


@pytest.mark.parametrize(
    ("role", "may_look"),
    [("board", True), ("committee", False), ("editor", False), ("treasurer", False), ("assessor", False),
     ("question_editor", False), ("provider", False)],
)  # fmt: skip
def test_who_may_see_decisions_for_many(client: Client, role: str, may_look: bool) -> None:
    certified(PersonFactory.create(family_name="Geheim"))
    decision = decided()
    collective.carry_out(decision)
    signed_in(client, role)
    page = client.get(reverse("collective:inspect", args=[decision.pk]))
    assert ("Geheim" in page.content.decode()) is may_look
    assert (client.get(reverse("collective:index")).status_code == 200) is may_look
    address = reverse("collective:decide")
    assert client.get(address).status_code in {302, 403}
    assert client.post(address, TYPED).status_code in {302, 403}
    assert f'href="{address}"' not in client.get(reverse("collective:index")).content.decode()
    assert CollectiveDecision.objects.count() == 1


def test_visitors_are_sent_to_login(client: Client) -> None:
    for name in ("index", "decide"):
        assert "/account/login/" in client.get(reverse(f"collective:{name}")).headers["Location"]


def test_an_exemption_in_words(client: Client) -> None:
    signed_in(client)
    certified()
    typed = {**TYPED, "kind": "exemption", "hours_kind": "intervisie", "minutes": "8,5", "months": "3"}
    page = client.post(reverse("collective:decide"), typed).content.decode()
    assert "8,5 uur vrijstelling intervisie" in page
    client.post(reverse("collective:decide"), {**typed, "shown": shown_in(page)})
    assert (CollectiveDecision.objects.get().minutes, CollectiveDecision.objects.get().months) == (510, None)
    assert CollectiveDecision.objects.get().recorded_at.date() <= civil.today()
