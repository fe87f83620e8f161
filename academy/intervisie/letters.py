"""The mail this room sends. Rows in the queue hold ids only; subjects hold nothing personal.

What a mail would say is asked when it is sent: a proof that was taken back meanwhile, an invitation that was answered or a
plan that changed again is not mailed any more.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from academy.hours import proofs
from academy.hours.models import Entry
from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.members import people
from lvv_site.members.models import Person

from . import calendar_file, links, paper
from .models import (
    ContactChange,
    Invitation,
    Meeting,
    MeetingChange,
    Presence,
    Recording,
    Registration,
    Request,
    Ruling,
)
from .queries import contact_of, participants

INVITED = "intervisie/invited"
REQUESTED = "intervisie/requested"
ANSWERED = "intervisie/answered"
CONTACT = "intervisie/contact"
REGISTRATION = "intervisie/registration"
MEETING = "intervisie/meeting"
PROOF = "intervisie/proof"
RULED = "intervisie/ruled"
TO_RECORD = "intervisie/to_record"


def register() -> None:
    """Tell the queue about this room's templates."""
    registry.register(INVITED, invited_context)
    registry.register(REQUESTED, requested_context)
    registry.register(ANSWERED, answered_context, subject_keys=("accepted",))
    registry.register(CONTACT, contact_context)
    registry.register(REGISTRATION, registration_context, subject_keys=("registered",))
    registry.register(MEETING, meeting_context, subject_keys=("change",))
    registry.register(PROOF, proof_context)
    registry.register(RULED, ruled_context)
    registry.register(TO_RECORD, to_record_context)


def send_invitation(invitation: Invitation) -> None:
    """Send an invitation, in the language of who is invited when we know them."""
    known = Person.objects.current().filter(email__iexact=invitation.email).first()
    ids: dict[str, int | str] = {"invitation": invitation.pk}
    mail.queue(INVITED, invitation.email, ids, f"{INVITED}:{invitation.pk}", known.language if known else "")


def tell_request(request: Request) -> None:
    """Tell the contact person that somebody wants to take part."""
    if contact := contact_of(request.group):
        _queue(REQUESTED, contact, {"request": request.pk, "person": contact.pk}, f"{request.pk}")


def tell_answer(request: Request) -> None:
    """Tell somebody what the group answered."""
    _queue(ANSWERED, _now(request.person_id), {"request": request.pk}, f"{request.pk}")


def tell_contact(change: ContactChange) -> None:
    """Tell somebody that they are the contact person now."""
    if change.by is None or change.by.person_id != change.person_id:
        _queue(CONTACT, _now(change.person_id), {"change": change.pk}, f"{change.pk}")


def tell_registration(registration: Registration) -> None:
    """Tell the contact person what the office did."""
    if contact := contact_of(registration.group):
        _queue(REGISTRATION, contact, {"registration": registration.pk, "person": contact.pk}, f"{registration.pk}")


def tell_change(change: MeetingChange) -> None:
    """Tell every participant about a change of plan."""
    for person in participants(change.meeting.group):
        _queue(MEETING, person, {"change": change.pk, "person": person.pk}, f"{change.pk}:{person.pk}")


def send_proof(recording: Recording, person_id: int, entry: Entry) -> None:
    """Send somebody the proof of an award, once for each award."""
    ids: dict[str, int | str] = {"recording": recording.pk, "person": person_id, "entry": entry.pk}
    _queue(PROOF, _now(person_id), ids, f"{entry.pk}")


def tell_ruling(ruling: Ruling) -> None:
    """Tell somebody what the office decided about what they contested."""
    _queue(RULED, _now(ruling.contest.person_id), {"ruling": ruling.pk}, f"{ruling.pk}")


def invited_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what an invitation shows; withdraw it when its link would not work."""
    invitation = Invitation.objects.select_related("group", "by__person").filter(pk=int(ids["invitation"])).first()
    if invitation is None or not links.is_open(invitation):
        raise registry.Withdrawn
    return {
        "group": invitation.group,
        "inviter": invitation.by.get_full_name() if invitation.by else "",
        "url": _address("invitation", links.token_of(invitation)),
        "until": (invitation.sent_at + links.VALID).date(),
    }


def requested_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a request shows."""
    request = Request.objects.select_related("group").filter(pk=int(ids["request"]), answer="").first()
    if request is None:
        raise registry.Withdrawn
    return _to(int(ids["person"]), "group", request.group_id) | {
        "group": request.group, "asker": _now(request.person_id).full_name,
    }  # fmt: skip


def answered_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about an answer shows."""
    request = Request.objects.select_related("group").get(pk=int(ids["request"]))
    accepted = request.answer == "accepted"
    where = ("group", request.group_id) if accepted else ("groups",)
    return _to(request.person_id, *where) | {"group": request.group, "accepted": accepted}


def contact_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail to a new contact person shows."""
    change = ContactChange.objects.select_related("group").get(pk=int(ids["change"]))
    return _to(change.person_id, "group", change.group_id) | {"group": change.group}


def registration_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a registration shows."""
    made = Registration.objects.select_related("group", "text").get(pk=int(ids["registration"]))
    remark = made.text.text if hasattr(made, "text") else ""
    return _to(int(ids["person"]), "group", made.group_id) | {
        "group": made.group, "registration": made, "registered": made.kind == "registered", "remark": remark,
    }  # fmt: skip


def meeting_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a plan shows; withdraw it when the plan changed again."""
    change = MeetingChange.objects.select_related("meeting__group").get(pk=int(ids["change"]))
    if change.sequence != change.meeting.sequence:
        raise registry.Withdrawn
    context = _to(int(ids["person"]), "meeting", change.meeting_id)
    with translation.override(context["language"]):
        attachments = [calendar_file.attachment(change)]
    return context | {"meeting": change.meeting, "change": change.kind, "attachments": attachments}


def proof_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail with a proof shows; withdraw it when the hours were taken back."""
    recording = Recording.objects.select_related("meeting__group", "theme").get(pk=int(ids["recording"]))
    presence = Presence.objects.select_related("entry").get(recording=recording, person=int(ids["person"]))
    proof = proofs.issue(presence.entry)
    if not proofs.minutes_left(proof):
        raise registry.Withdrawn
    context = _to(presence.person_id, "meeting", recording.meeting_id)
    file = registry.Attachment(
        paper.filename(recording), "application/pdf", paper.render(recording, proof, _now(presence.person_id))
    )
    return context | {
        "recording": recording,
        "entry": presence.entry,
        "group": recording.meeting.group,
        "attachments": [file],
    }


def ruled_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a decision shows."""
    ruling = Ruling.objects.select_related("contest__recording__meeting__group", "text").get(pk=int(ids["ruling"]))
    meeting = ruling.contest.recording.meeting
    remark = ruling.text.text if hasattr(ruling, "text") else ""
    return _to(ruling.contest.person_id, "meeting", meeting.pk) | {
        "ruling": ruling, "meeting": meeting, "group": meeting.group, "remark": remark,
    }  # fmt: skip


def to_record_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the reminder to record a meeting shows; withdraw it when there is nothing to record."""
    meeting = Meeting.objects.select_related("group").get(pk=int(ids["meeting"]))
    if meeting.cancelled_at or meeting.recordings.exists():
        raise registry.Withdrawn
    return _to(int(ids["person"]), "record", meeting.pk) | {"meeting": meeting, "group": meeting.group}


def _now(person_id: int) -> Person:
    return Person.objects.get(pk=people.resolve(person_id))


def _queue(template: str, person: Person, ids: dict[str, int | str], key: str) -> None:
    if person.email:
        mail.queue(template, person.email, ids, f"{template}:{key}", person.language)


def _to(person_id: int, view: str, *arguments: int | str) -> dict[str, Any]:
    """Return what every mail to somebody shows: language, name, and where its button leads."""
    person = _now(person_id)
    with translation.override(person.language):
        return {"language": person.language, "name": person.given_name, "url": _address(view, *arguments)}


def _address(view: str, *arguments: int | str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(f"intervisie:{view}", args=arguments)
