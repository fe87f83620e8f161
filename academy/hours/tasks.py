"""Work of this room that would keep somebody waiting."""

from django.tasks import task

from . import comparison
from .models import SchemeComparison


@task
def compare_scheme(comparison_id: int) -> None:
    """Compare everybody under a scheme version; nothing is left to do when it was replaced meanwhile."""
    found = SchemeComparison.objects.filter(pk=comparison_id).first()
    if found:
        comparison.compare(found)
