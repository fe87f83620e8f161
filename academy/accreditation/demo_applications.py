"""Demonstration data of accreditation: applications as their providers left them.

Stated, and tested: academie-de-brug has two drafts (one half filled in, one complete), one that was sent in and one that was taken
back; of other providers five were sent in, and one came back to be completed. All that was sent in is complete and has real proofs.
The committee's part goes on with those that were sent in.
"""

import datetime as dt
import io
from dataclasses import dataclass, replace

import pikepdf
from django.core.files.base import ContentFile
from django.utils import timezone

from lvv_site import civil, uploads
from lvv_site.members.models import User
from lvv_site.operations.demo import DemoPlan

from . import application_attaching, content, steps, submitting
from .application_attaching import Place
from .content import Content, Goal, Teacher
from .enums import Competence, FilePurpose, Setting, StepKind, TrainingKind
from .models import Application, Provider, ProviderPerson, Submission, SubmittedContent, Training
from .steps import Act

OFFICE = "bureau@demo.example"
ASKED = (
    "Wilt u bij het huiswerk schrijven hoeveel tijd deelnemers ervoor nodig hebben? "
    "En wilt u vertellen hoe u de toets nakijkt?"
)  # fmt: skip
SENT = (StepKind.SUBMITTED,)


@dataclass(frozen=True)
class Story:
    """An application: whose, what about, and what was done with it, the first step so many days ago."""

    code: str
    provider: str
    title: str
    kind: str = TrainingKind.COURSE
    done: tuple[StepKind, ...] = ()
    days: int = 12
    half: bool = False
    renews: bool = False


STORIES = (
    Story("ACC-2345-BRUG", "academie-de-brug", "Luisteren zonder oordeel", half=True, days=3),
    Story("ACC-2346-BRUG", "academie-de-brug", "Het eerste gesprek", days=1),
    Story("ACC-2347-BRUG", "academie-de-brug", "Rapporteren aan de werkgever", done=SENT, days=64),
    Story("ACC-2348-BRUG", "academie-de-brug", "Dag van de integriteit", done=(*SENT, StepKind.WITHDRAWN), days=40),
    Story("ACC-2349-HVRN", "oever-opleidingen", "Grenzen herkennen en bewaken", done=SENT, days=20),
    Story("ACC-2352-LSTR", "het-luisterhuis", "Basisopleiding in zes dagen", TrainingKind.BASIC, SENT, 16),
    Story("ACC-2353-KMPS", "kompas-integriteit", "", done=SENT, days=60, renews=True),
    Story("ACC-2356-MAAS", "maas-en-waal-academie", "Omgaan met roddel", done=SENT, days=68),
    Story("ACC-2357-ZUID", "zuiderlicht-leren", "Moed houden als vertrouwenspersoon", done=SENT, days=72),
    Story("ACC-2354-RMTE", "bureau-ruimte", "Casuïstiek met acteurs", done=(*SENT, StepKind.INCOMPLETE), days=25),
)  # fmt: skip


def load(plan: DemoPlan) -> None:
    """Make them, each by somebody who works for the provider when there is such a person."""
    office = User.objects.filter(email=OFFICE).first()
    proof = _pdf()
    providers = {one.slug: one for one in Provider.objects.filter(slug__in={story.provider for story in STORIES})}
    for story in STORIES:
        if story.provider in providers:
            _tell(story, providers[story.provider], plan.today, office, proof)


def _tell(story: Story, provider: Provider, today: dt.date, office: User | None, proof: uploads.CleanUpload) -> None:
    place = ProviderPerson.objects.filter(provider=provider, ended_at=None).select_related("user").first()
    by = place.user if place else None
    began = timezone.now() - dt.timedelta(days=story.days + 5)
    training = _training(provider) if story.renews else None
    told = _content(story, training)
    made = Application.objects.create(
        code=story.code, provider=provider, training=training, kind=training.kind if training else story.kind,
        content=content.write(told), version=1, started_at=began, started_by=by,
        saved_at=timezone.now() - dt.timedelta(days=story.days),
    )  # fmt: skip
    if not story.half:
        application_attaching.attach(made, proof, Place(FilePurpose.TEACHER, "t1"), by)
        application_attaching.attach(made, replace(proof, name="programma.pdf"), Place(FilePurpose.PROGRAMME), by)
    for number, kind in enumerate(story.done):
        on = today - dt.timedelta(days=story.days - 4 * number)
        _step(made, Act(kind, number, on), office if kind == StepKind.INCOMPLETE else by)


def _step(made: Application, act: Act, by: User | None) -> None:
    if act.kind != StepKind.SUBMITTED:
        steps.append(made, replace(act, reason=ASKED if act.kind == StepKind.INCOMPLETE else ""), by)
        return
    files = application_attaching.standing(made)
    moment = timezone.now() - (civil.today() - (act.decided_on or civil.today()))
    fingerprint = submitting.digest(made, files)
    frozen = Submission.objects.create(application=made, number=1, at=moment, by=by, digest=fingerprint)
    SubmittedContent.objects.create(submission=frozen, content=made.content).files.set(files)
    steps.append(made, replace(act, submission=frozen), by)


def _training(provider: Provider) -> Training | None:
    return (
        Training.objects.filter(provider=provider, kind=TrainingKind.COURSE, applications=None).order_by("pk").first()
    )


def _content(story: Story, training: Training | None) -> Content:
    title = training.title if training else story.title
    if story.half:
        return Content(title=title, summary="Een dag oefenen met luisteren.", contact_minutes=360, goals=(Goal("g1"),))
    basic = story.kind == TrainingKind.BASIC
    return Content(
        title=title,
        summary="Deelnemers oefenen met situaties uit hun eigen praktijk. Voor interne en externe vertrouwenspersonen.",
        setting=Setting.CLASSROOM,
        contact_minutes=36 * 60 if basic else 6 * 60,
        preparation_minutes=8 * 60 if basic else 60,
        practice_minutes=4 * 60 if basic else 60,
        participants_min=4,
        participants_max=12,
        goals=(
            Goal("g1", "De deelnemer luistert zonder te oordelen en vat samen wat er is gezegd.", (Competence.LISTENING, Competence.EMPATHY)),
            Goal("g2", "De deelnemer legt uit welke wegen er zijn en laat de keuze bij de melder.", (Competence.ADVISING, Competence.KNOWLEDGE)),
        ),
        programme="Ochtend: kennismaken, theorie, eerste oefening. Middag: twee oefeningen met een acteur, nabespreking.",
        assessment="Elke deelnemer voert een gesprek met een acteur. De trainer beoordeelt het aan de hand van een lijst die vooraf bekend is.",
        homework="Vooraf: een casus van een bladzijde, zonder namen. Achteraf: een verslag van wat u anders gaat doen.",
        teachers=(
            Teacher("t1", "Drs. A. de Wit", "Master pedagogiek (2004)", "Tien jaar trainer in gespreksvoering", "Acht jaar vertrouwenspersoon"),
        ),
        evaluation="Een formulier na afloop, met per leerdoel een vraag. Na zes weken vragen wij wat er in de praktijk veranderd is.",
        declared=bool(story.done),
    )  # fmt: skip


def _pdf() -> uploads.CleanUpload:
    """Return a small real PDF, cleaned as one that came in."""
    document, drawn = pikepdf.new(), io.BytesIO()
    document.add_blank_page(page_size=(595, 842))
    document.save(drawn)
    return uploads.check(
        ContentFile(drawn.getvalue(), "diploma.pdf"), application_attaching.KINDS, len(drawn.getvalue()) * 10
    )
