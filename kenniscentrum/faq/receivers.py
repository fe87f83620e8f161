"""Changes to published questions make the search index out of date.

`post_save` and `post_delete` of a page are sent inside Wagtail's own transaction, so page and stamp change together. The
index page counts as well: its address is part of every question's address.
"""

from typing import Any

from wagtail.signals import post_page_move

from .models import KnowledgeIndexPage, QuestionPage, SearchStamp


def index_is_outdated(sender: type, **_kwargs: Any) -> None:
    """Raise the version that the processes compare theirs with."""
    if issubclass(sender, QuestionPage | KnowledgeIndexPage):
        SearchStamp.raise_version()


def connect() -> None:
    """Listen; called once, when the room is ready."""
    from django.db.models.signals import post_delete, post_save  # noqa: PLC0415 - beside what they serve

    post_save.connect(index_is_outdated, dispatch_uid="faq_index_outdated_save")
    post_delete.connect(index_is_outdated, dispatch_uid="faq_index_outdated_delete")
    post_page_move.connect(index_is_outdated, dispatch_uid="faq_index_outdated_move")
