"""Beginning an application: for something new, for a training again before its accreditation ends, or from an earlier one.

The code of the draft is made with the page that asks for it, and signed: the same post twice begins one draft.
"""

from dataclasses import dataclass, replace

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.booking.codes import new_code
from lvv_site.members.models import User

from . import application_attaching, content, tracing
from .content import Content
from .decisions import RefusedError
from .enums import StepKind
from .models import Application, Provider, Training

STARTED = "application.started"
SIGNER = Signer(salt="accreditation.start")
LAST_STEPS_OF_OPEN = (
    StepKind.SUBMITTED, StepKind.INCOMPLETE, StepKind.TAKEN_UP, StepKind.OBJECTED, StepKind.REOPENED,
)  # fmt: skip


class StillOpenError(RefusedError):
    """An application for the same training has not ended."""

    def __init__(self, other: Application) -> None:
        super().__init__(_("Voor deze opleiding loopt al een aanvraag: %(code)s.") % {"code": other.code}, "training")
        self.other = other


@dataclass(frozen=True)
class Beginning:
    """What to begin with. The kind of a training that is accredited again is that of the training."""

    kind: str
    training: Training | None = None
    copied_from: Application | None = None
    with_files: bool = False


def new_token() -> str:
    """Return a signed code for a draft that is to be begun."""
    return SIGNER.sign(f"ACC-{new_code()[:9]}")


def code_in(token: str) -> str | None:
    """Return the code of a token; None when we did not make it."""
    try:
        return SIGNER.unsign(token)
    except BadSignature:
        return None


def earlier_of(provider: Provider) -> QuerySet[Application]:
    """Return what a provider may copy from."""
    return Application.objects.filter(provider=provider).select_related("training")


@transaction.atomic
def start(provider: Provider, code: str, beginning: Beginning, by: User | None) -> Application:
    """Begin a draft under a code; the one that has it when this very post came before.

    Raises:
        StillOpenError: the training's earlier application has not ended.
        RefusedError: what this very post began was thrown away.
    """
    # Two people of one provider who ask for the same training at once: the second finds what the first began.
    Provider.objects.select_for_update().get(pk=provider.pk)
    if known := Application.objects.filter(code=code, provider=provider).first():
        return known
    if Application.everything.filter(code=code).exists():  # the page that began it, after it was thrown away
        raise RefusedError(_("Deze aanvraag is weggegooid. Open deze pagina opnieuw om een nieuwe te beginnen."))
    training, source = beginning.training, beginning.copied_from
    if training and (other := _open(training)):
        raise StillOpenError(other)
    if training and source is None:
        source = training.applications.exclude(submissions=None).order_by("-started_at", "-pk").first()
    made = Application.objects.create(
        code=code, provider=provider, training=training, kind=training.kind if training else beginning.kind,
        content=content.write(_content(source, training)), copied_from=source, started_by=by,
    )  # fmt: skip
    tracing.trace(tracing.About(made), by, STARTED, new=source.code if source else "")
    if source and beginning.with_files:
        application_attaching.copy(application_attaching.standing(source), made, by)
    return made


def _content(source: Application | None, training: Training | None) -> Content:
    """Return what a draft begins with; what was declared then is declared anew."""
    told = replace(content.read(source.content), declared=False) if source else Content()
    if training:
        return replace(told, title=training.title, website=told.website or training.website)
    return told


def _open(training: Training) -> Application | None:
    found = training.applications.prefetch_related("steps").order_by("-pk")
    return next((one for one in found if _goes_on([step.kind for step in one.steps.all()])), None)


def _goes_on(kinds: list[str]) -> bool:
    return not kinds or kinds[-1] in LAST_STEPS_OF_OPEN
