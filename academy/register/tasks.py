"""Work that follows a decision, outside the request of whoever decided."""

from django.tasks import task

from . import watching


@task
def tell_watcher(watch_id: int) -> None:
    """Mail a watcher what changed; running it again tells nothing twice."""
    watching.tell(watch_id)
