"""What waits for a second person, on the first page of the admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from .models import Proposal
from .proposal_mails import CONFIRM
from .verbs import DECIDE

SHOWN = 20


class WaitingPanel(Component):
    """The proposals that wait, the oldest first; for who may propose or confirm."""

    name = "waiting_proposals"
    template_name = "certification/admin/waiting.html"
    order = 90

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return them, and which of them this visitor may confirm."""
        found = list(waiting()[: SHOWN + 1])
        may_confirm = self.request.user.has_perm(CONFIRM)
        return {
            "waiting": [
                {
                    "proposal": one,
                    "may_confirm": may_confirm and one.by_id != self.request.user.pk,
                }
                for one in found[:SHOWN]
            ],
            "more": len(found) > SHOWN,
        }


def waiting() -> QuerySet[Proposal]:
    """Return the proposals that wait, the oldest first."""
    return Proposal.objects.select_related("certificate__person", "by__person").order_by("made_at", "pk")


def is_for(request: HttpRequest) -> bool:
    """Whether this visitor has anything to do with proposals: may see certificates, and propose or confirm."""
    may = request.user.has_perm
    return may("certification.view_certificate") and (may(DECIDE) or may(CONFIRM))
