"""Hours for tests, made through the ledger's own door."""

import datetime as dt
import io
from itertools import count

import pikepdf
from django.core.files.base import ContentFile
from PIL import Image

from academy.certification.models import Certificate
from academy.hours import claims, ledger
from academy.hours import evidence as files
from academy.hours.enums import DecisionKind, RejectionReason, Source
from academy.hours.models import ClaimDraft, Entry, Evidence
from lvv_site import civil
from lvv_site.members.models import Person, User
from tests.factories.members import PersonFactory, UserFactory

SERIAL = count(1)
LAST_WEEK = dt.timedelta(days=7)


def last_week() -> dt.date:
    """A day that is never in the future."""
    return civil.today() - LAST_WEEK


def account_of(person: Person) -> User:
    """The account of somebody, made when there is none."""
    return User.objects.filter(person=person).first() or UserFactory.create(person=person)


def entry(
    person: Person | None = None, kind: str = "course", minutes: int = 120, on: dt.date | None = None, *,
    source: str = Source.ATTENDANCE, activity: str = "", title: str = "", certificate: Certificate | None = None,
    started_on: dt.date | None = None, source_ref: str = "",
) -> Entry:  # fmt: skip
    """Hours that count at once, as attendance gives them; `title` names their activity."""
    number = next(SERIAL)
    written = ledger.award(
        person or PersonFactory.create(), kind, minutes, on or last_week(), activity or f"test-{number}" * bool(title),
        source, source_ref or f"test:{number}", certificate, title=title, started_on=started_on,
    )  # fmt: skip
    return written.entry if isinstance(written, ledger.Existing) else written


def a_picture(name: str = "bewijs.png", colour: str = "navy") -> ContentFile[bytes]:
    """A small PNG, or a JPEG when the name says so."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "JPEG" if name.endswith((".jpg", ".jpeg")) else "PNG")
    return ContentFile(stream.getvalue(), name)


def a_pdf(name: str = "certificaat.pdf", width: int = 200) -> ContentFile[bytes]:
    """A PDF of one empty page; another width makes another file."""
    stream = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(width, 200))
    document.save(stream)
    return ContentFile(stream.getvalue(), name)


def evidence(person: Person, name: str = "certificaat.pdf") -> Evidence:
    """A cleaned file that nothing uses yet; each has another content."""
    number = next(SERIAL)
    return files.keep(
        person, a_pdf(name, 200 + number) if name.endswith(".pdf") else a_picture(name, f"rgb(1,{number % 255},3)")
    )


def draft(
    person: Person | None = None, kind: str = "extra", minutes: int | None = 120, on: dt.date | None = None, *,
    title: str = "Lezing", text: str = "", started_on: dt.date | None = None, pieces: int = 1,
) -> ClaimDraft:  # fmt: skip
    """A claim that may be submitted, with so many pieces of evidence."""
    made = ClaimDraft.objects.create(
        person=person or PersonFactory.create(), kind=kind, minutes=minutes, on=on or last_week(), title=title, text=text,
        started_on=started_on,
    )  # fmt: skip
    made.evidence.set(evidence(made.person) for _ in range(pieces))
    return made


def claim(
    person: Person | None = None, kind: str = "extra", minutes: int = 120, on: dt.date | None = None, *,
    title: str = "Lezing", text: str = "", started_on: dt.date | None = None, pieces: int = 1,
    decided: str = "", reason: str = RejectionReason.EVIDENCE_MISSING, remark: str = "", by: User | None = None,
) -> Entry:  # fmt: skip
    """A submitted claim; `decided` is "approved", "rejected" (with reason and remark) or "withdrawn"."""
    made = draft(person, kind, minutes, on, title=title, text=text, started_on=started_on, pieces=pieces)
    owner = account_of(made.person)
    written = claims.submit(made, owner)
    if decided == DecisionKind.APPROVED:
        claims.approve(written.pk, by or UserFactory.create())
    elif decided == DecisionKind.REJECTED:
        claims.reject(written.pk, by or UserFactory.create(), reason, remark)
    elif decided == DecisionKind.WITHDRAWN:
        claims.withdraw(written.pk, owner)
    return written
