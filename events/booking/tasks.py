"""Work that waits for a moment."""

from django.tasks import task

from . import waiting


@task
def pass_on(occasion_id: int) -> None:
    """Offer what came free to who waits, and come back at the next deadline as long as somebody does."""
    waiting.fill(occasion_id)
    if deadline := waiting.next_deadline(occasion_id):
        pass_on.using(run_after=deadline).enqueue(occasion_id)
