"""Work after the transaction that asked for it. Arguments are ids; doing it again changes nothing."""

from django.tasks import task


@task
def tell_submitted(submission_id: int) -> None:
    """Write the invoice of the first submission, and mail that it came in."""
    from . import application_letters  # noqa: PLC0415 - the letters need models that load after this module

    application_letters.tell_submitted(submission_id)
