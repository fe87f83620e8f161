"""What is accredited, and what is decided about that."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TrainingKind(TextChoices):
    """For what a training is accredited: the basic course before certification, or permanent education after it."""

    COURSE = "course", _("bij- en nascholing")
    BASIC = "basic", _("basisopleiding")


class FactKind(TextChoices):
    """A dated decision. `annulled` takes back a decision that should not have been recorded."""

    GRANTED = "granted", _("verleend")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    ANNULLED = "annulled", _("vervallen verklaard")
