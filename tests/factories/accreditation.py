"""Providers, trainings and their accreditation for tests, decided through the same door as everywhere."""

import datetime as dt
import hashlib
from itertools import count

from django.core.files.base import ContentFile

from academy.accreditation import attendance_reading, attendance_writing, content, decisions, runs, steps
from academy.accreditation.attendance_plan import Plan
from academy.accreditation.content import Content, Goal, Teacher
from academy.accreditation.decisions import Decision, Granting
from academy.accreditation.enums import Competence, FilePurpose, ListSource, Setting, StepKind, TrainingKind
from academy.accreditation.models import (
    Accreditation,
    Application,
    ApplicationFile,
    Provider,
    ProviderKey,
    ProviderPerson,
    ProviderRun,
    Submission,
    SubmittedContent,
    Training,
)
from academy.accreditation.steps import Act
from lvv_site import civil
from lvv_site.members.models import User
from tests.factories.members import UserFactory

SERIAL = count(1)
STARTS, UNTIL = dt.date(2026, 3, 1), dt.date(2027, 3, 1)


def provider(name: str = "", **fields: str) -> Provider:
    """A provider."""
    number = next(SERIAL)
    return Provider.objects.create(name=name or f"Opleider {number}", slug=f"opleider-{number}", **fields)


def training(code: str = "", **fields: object) -> Training:
    """A training that was never accredited."""
    number = next(SERIAL)
    given = {"title": f"Opleiding {number}", "provider": fields.pop("provider", None) or provider(), **fields}
    return Training.objects.create(code=code or f"bns-{number}", **given)  # type: ignore[misc]  # any field


def decision(of: Training, by: User | None = None, reason: str = "Besluit van de commissie") -> Decision:
    """A decision by somebody who has seen everything."""
    return Decision(by or UserFactory.create(), STARTS, reason, decisions.last_fact(of))


def granted(
    of: Training, starts: dt.date = STARTS, until: dt.date | None = UNTIL, minutes: int = 480,
    hours_kind: str = "course", *, by: User | None = None,
) -> Accreditation:  # fmt: skip
    """Grant a period."""
    return decisions.grant(of, Granting(starts, until, minutes, hours_kind), decision(of, by))


def accredited(
    code: str = "", starts: dt.date = STARTS, until: dt.date | None = UNTIL, minutes: int = 480,
    hours_kind: str = "course", **fields: object,
) -> Training:  # fmt: skip
    """A training with one granted period."""
    made = training(code, **fields)
    granted(made, starts, until, minutes, hours_kind)
    return made


def worker(of: Provider | None = None, **fields: object) -> User:
    """An account that works for a provider."""
    user = UserFactory.create(role="provider", **fields)
    ProviderPerson.objects.create(provider=of or provider(), user=user)
    return user


def complete(title: str = "Luisteren zonder oordeel", **changes: object) -> Content:
    """What a complete application says; its teacher's proof is a file with `teacher` "t1"."""
    told = {
        "title": title, "summary": "Een dag over luisteren.", "setting": Setting.CLASSROOM.value,
        "contact_minutes": 360, "preparation_minutes": 60, "practice_minutes": 60, "participants_min": 4,
        "participants_max": 12, "goals": (Goal("g1", "U luistert zonder oordeel.", (Competence.LISTENING.value,)),),
        "programme": "Een ochtend en een middag.", "assessment": "Een gesprek met een acteur.", "homework": "Geen.",
        "teachers": (Teacher("t1", "Anne de Wit", "Hbo pedagogiek", "Tien jaar trainer", "Acht jaar in het vak"),),
        "evaluation": "Een formulier na afloop.", "declared": True,
    }  # fmt: skip
    return Content(**(told | changes))  # type: ignore[arg-type]  # any field


def application(
    of: Provider | None = None, kind: str = TrainingKind.COURSE, training: Training | None = None, **changes: object
) -> Application:
    """A draft whose content is complete, with the proof that its teacher needs."""
    made = Application.objects.create(
        code=f"ACC-{next(SERIAL)}", provider=of or (training.provider if training else provider()), kind=kind,
        training=training, content=content.write(complete(**changes)),  # type: ignore[arg-type]  # any field
    )  # fmt: skip
    attached(made)
    return made


def attached(of: Application, purpose: str = FilePurpose.TEACHER, teacher: str = "t1") -> ApplicationFile:
    """A file of an application."""
    return ApplicationFile.objects.create(
        application=of, purpose=purpose, teacher=teacher, file=ContentFile(b"%PDF-1.4 proef", "bewijs.pdf"),
        name="bewijs.pdf", content_type="application/pdf", size=14, sha256="0" * 64,
    )  # fmt: skip


def submitted(of: Application | None = None, by: User | None = None) -> Application:
    """An application that was sent in, as its content is now."""
    made = of or application()
    number = made.submissions.count() + 1
    frozen = Submission.objects.create(application=made, number=number, by=by, digest="0" * 64)
    kept = SubmittedContent.objects.create(submission=frozen, content=made.content)
    kept.files.set(made.files.filter(removed_at=None))
    steps.append(made, Act(StepKind.SUBMITTED, steps.last_number(made), submission=frozen), by)
    return made


def taken_up(of: Application | None = None, by: User | None = None) -> Application:
    """An application that the committee took up."""
    made = of or submitted()
    steps.append(made, Act(StepKind.TAKEN_UP, steps.last_number(made)), by)
    return made


def run(
    of: Training | None = None, days_ago: int = 7, length: int = 1, minutes: int = 360, *, place: str = "Utrecht",
    by: User | None = None,
) -> ProviderRun:  # fmt: skip
    """A run of an accredited training whose last day was so many days ago (negative: ahead), from 9.30 to 16.30."""
    last = civil.today() - dt.timedelta(days=days_ago)
    made = of or accredited(starts=last - dt.timedelta(days=200), until=last + dt.timedelta(days=200))
    days = [last - dt.timedelta(days=length - 1 - number) for number in range(length)]
    sessions = tuple(runs.Session(day, dt.time(9, 30), dt.time(16, 30)) for day in days)
    planned = runs.PlannedRun(made, sessions, place, minutes, "https://opleider.example/aanmelden/")
    return runs.add(planned, by)


def listed(of: ProviderRun, *lines: str, by: User | None = None) -> Plan:
    """Send a list that is typed: `number;hours;name` each."""
    rows = attendance_reading.from_text("\n".join(lines))
    return attendance_writing.send(of.pk, rows, attendance_writing.Sender(ListSource.FORM, by))


def key(of: Provider, secret: str = "lvv_2345678k_geheim-van-een-programma") -> str:
    """A key of a provider; returns the secret."""
    ProviderKey.objects.create(
        provider=of, label="Planbord", prefix=secret.split("_")[1], digest=hashlib.sha256(secret.encode()).hexdigest()
    )
    return secret
