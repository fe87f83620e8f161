"""From a recording to hours, proofs and letters, and what a correction takes back."""

import datetime as dt
from collections import Counter

import pytest

from academy.hours import ledger, proofs
from academy.hours.enums import ReversalReason
from academy.hours.models import Entry, Proof
from academy.intervisie import recording
from academy.intervisie.models import Group, Meeting, Presence, Recording, Registration, Theme
from academy.intervisie.refusals import InvalidError, NothingChangedError, OutdatedError, SameDayError
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.members import people
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def awards() -> list[tuple[int, str, int, dt.date]]:
    """Return what stands in the ledger, less what was taken back."""
    standing = [(one, ledger.left(one)) for one in Entry.objects.filter(reverses=None).order_by("pk")]
    return [(one.person_id, one.kind, left, one.on) for one, left in standing if left]


def letters() -> Counter[str]:
    return Counter(Message.objects.values_list("template", flat=True))


def test_everybody_present_gets_hours_a_proof_and_a_letter() -> None:
    group = make.group()
    made = make.recorded(group)
    everybody, today = make.people_of(group), civil.today()
    assert awards() == [(one.pk, "intervisie", 120, today) for one in sorted(everybody, key=lambda one: one.pk)]
    assert Entry.objects.values_list("source_ref", flat=True).order_by("pk").first() == (
        f"meeting:{made.meeting_id}:{everybody[0].pk}:1"
    )
    assert Proof.objects.count() == Presence.objects.filter(recording=made).count() == 4
    assert letters() == {"intervisie/proof": 4}
    assert made.keyword == "grenzen"
    assert ledger.Activity.objects.get().title == group.name


def test_who_was_not_ticked_gets_nothing() -> None:
    group = make.group()
    present = make.people_of(group)[:3]
    make.recorded(group, present=frozenset(one.pk for one in present))
    assert {one[0] for one in awards()} == {one.pk for one in present}


@pytest.mark.parametrize(
    ("registered", "kind"),
    [(None, "extra"), (0, "intervisie"), (-1, "intervisie"), (1, "extra")],
    ids=["never", "that day", "the day before", "the day after"],
)
def test_hours_count_as_intervisie_from_the_registration_on(registered: int | None, kind: str) -> None:
    on = civil.today() - 3 * DAY
    group = make.group(registered=None if registered is None else on + registered * DAY)
    make.recorded(group, on)
    assert {one[1] for one in awards()} == {kind}


def test_a_guest_gets_hours_and_a_proof_alike() -> None:
    group = make.group(others=2)
    guest = PersonFactory.create(email=None)
    make.join(group, guest)
    make.recorded(group)
    assert guest.pk in {one[0] for one in awards()}
    assert Proof.objects.filter(entry__person=guest).exists()
    assert letters() == {"intervisie/proof": 3}  # nobody writes to who has no address


def test_what_may_not_be_recorded_writes_nothing() -> None:
    group = make.group()
    planned = make.meeting(group)
    outsider = PersonFactory.create()
    wanted = make.wanted(group, minutes=75, present=frozenset({outsider.pk}))
    with pytest.raises(InvalidError) as refused:
        recording.record(planned.pk, wanted, make.contact_of(group))
    assert {(one.field, one.code) for one in refused.value.problems} == {
        ("minutes", "granularity"), ("present", "no_participant"), ("present", "too_few"),
    }  # fmt: skip
    assert not Entry.objects.exists()
    assert not Recording.objects.exists()
    assert not Message.objects.exists()


def test_who_joined_later_was_no_participant_on_that_day() -> None:
    group = make.group()
    on = civil.today() - 2 * DAY
    late = make.join(group, since=civil.today())
    wanted = make.wanted(group, on)
    assert late.pk in wanted.present
    with pytest.raises(InvalidError) as refused:
        recording.record(make.meeting(group, on).pk, wanted, make.contact_of(group))
    assert [one.code for one in refused.value.problems] == ["no_participant"]


def test_who_left_on_the_day_itself_was_still_a_participant() -> None:
    from academy.intervisie import groups

    group = make.group()
    leaver = make.people_of(group)[-1]
    groups.leave(group.pk, leaver, None)
    assert leaver.pk in {one[0] for one in _recorded_with(group, leaver.pk)}


def _recorded_with(group: Group, leaver: int) -> list[tuple[int, str, int, dt.date]]:
    present = frozenset(one.pk for one in make.people_of(group)) | {leaver}
    recording.record(make.meeting(group).pk, make.wanted(group, present=present), make.contact_of(group))
    return awards()


def test_an_unplanned_meeting_is_recorded_once_a_day() -> None:
    group = make.group()
    recording.record_unplanned(group.pk, make.wanted(group), make.contact_of(group))
    with pytest.raises(SameDayError):
        recording.record_unplanned(group.pk, make.wanted(group), make.contact_of(group))
    assert Meeting.objects.count() == 1
    assert len(awards()) == 4


def test_a_recording_made_on_another_screen_is_told() -> None:
    group = make.group()
    made = make.recorded(group)
    with pytest.raises(OutdatedError):
        recording.record(made.meeting_id, make.wanted(group, minutes=150), make.contact_of(group), seen=0)
    assert len(awards()) == 4


def test_a_correction_touches_only_what_changed() -> None:
    group = make.group()
    first, second, third, fourth = make.people_of(group)
    made = make.recorded(group, present=frozenset({first.pk, second.pk, third.pk}))
    kept = {one.person_id: (one.pk, one.proof.code) for one in Entry.objects.select_related("proof")}
    Message.objects.all().delete()
    corrected = recording.record(
        made.meeting_id,
        make.wanted(group, present=frozenset({first.pk, second.pk, fourth.pk})),
        make.contact_of(group),
        seen=1,
    )
    assert {one[0] for one in awards()} == {first.pk, second.pk, fourth.pk}
    reversal = Entry.objects.get(reverses__isnull=False)
    assert (reversal.person, reversal.minutes, reversal.reason_code) == (third, -120, ReversalReason.MEETING_CORRECTED)
    for row in corrected.presences.select_related("entry__proof").filter(person__in=[first, second]):
        assert (row.entry_id, row.entry.proof.code) == kept[row.person_id]
    assert corrected.presences.get(person=fourth).entry.source_ref.endswith(":2")
    assert proofs.minutes_left(Proof.objects.get(entry__person=third)) == 0
    assert letters() == {"intervisie/proof": 1, "hours/corrected": 1}


@pytest.mark.parametrize("change", [{"minutes": 150}, {"on": civil.today() - DAY}])
def test_another_duration_or_day_is_taken_back_and_awarded_anew(change: dict[str, object]) -> None:
    group = make.group()
    made = make.recorded(group)
    wanted = make.wanted(group, **change)
    recording.record(made.meeting_id, wanted, make.contact_of(group), seen=1)
    assert {(one[2], one[3]) for one in awards()} == {(wanted.minutes, wanted.on)}
    assert len(awards()) == 4
    assert Entry.objects.filter(reverses__isnull=False).count() == 4
    assert Meeting.objects.get().on == wanted.on
    assert letters() == {"intervisie/proof": 8, "hours/corrected": 4}


def test_a_theme_is_corrected_without_touching_hours() -> None:
    group = make.group()
    made = make.recorded(group)
    corrected = recording.record(made.meeting_id, make.wanted(group, theme="nazorg"), make.contact_of(group), seen=1)
    assert corrected.keyword == "nazorg"
    assert Entry.objects.count() == 4
    assert letters() == {"intervisie/proof": 4}
    assert Theme.objects.count() == 2


def test_a_correction_that_corrects_nothing_is_told() -> None:
    group = make.group()
    made = make.recorded(group)
    for office in (False, True):
        with pytest.raises(NothingChangedError):
            recording.record(made.meeting_id, make.wanted(group), make.contact_of(group), seen=1, office=office)
    assert Recording.objects.count() == 1


def test_corrected_back_and_forth_every_award_counts_once() -> None:
    group = make.group()
    made = make.recorded(group)
    contact, everybody = make.contact_of(group), make.wanted(group)
    fewer = make.wanted(group, present=everybody.present - {make.people_of(group)[-1].pk})
    for seen, wanted in enumerate((fewer, everybody, fewer, everybody), start=1):
        recording.record(made.meeting_id, wanted, contact, seen=seen)
    assert sorted(one[0] for one in awards()) == sorted(everybody.present)
    assert Recording.objects.count() == 5


def test_the_kind_stays_when_a_member_corrects_and_is_looked_at_again_by_the_office() -> None:
    group = make.group(registered=None)
    made = make.recorded(group)
    Registration.objects.create(group=group, kind="registered", starts=make.SINCE)
    contact = make.contact_of(group)
    recording.record(made.meeting_id, make.wanted(group, theme="nazorg"), contact, seen=1)
    assert {one[1] for one in awards()} == {"extra"}
    recording.record(made.meeting_id, make.wanted(group, theme="nazorg"), contact, seen=2, office=True)
    assert {one[1] for one in awards()} == {"intervisie"}
    assert len(awards()) == 4


def test_hours_taken_back_in_the_ledger_come_back_only_through_the_office() -> None:
    group = make.group()
    made = make.recorded(group)
    contact = make.contact_of(group)
    entry = Entry.objects.order_by("pk")[0]
    ledger.reverse(entry, 120, ReversalReason.EVIDENCE_INVALID, contact)
    recording.record(made.meeting_id, make.wanted(group, theme="nazorg"), contact, seen=1)
    assert entry.person_id not in {one[0] for one in awards()}
    recording.record(made.meeting_id, make.wanted(group, theme="nazorg"), contact, seen=2, office=True)
    assert entry.person_id in {one[0] for one in awards()}


def test_a_merged_person_keeps_the_award() -> None:
    group = make.group()
    made = make.recorded(group)
    source = make.people_of(group)[-1]
    into = PersonFactory.create()
    people.merge(source, into)
    present = frozenset({*(one.pk for one in make.people_of(group)[:-1]), into.pk})
    recording.record(
        made.meeting_id, make.wanted(group, present=present, theme="nazorg"), make.contact_of(group), seen=1
    )
    assert Entry.objects.count() == 4
    assert set(recording.standing(Recording.objects.get(revision=2))) == present
