"""What is kept in memory of pages and settings is read again after a change."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import shell
from .models import SiteSettings


def forget_shell(**_signal: Any) -> None:
    """Read menus and settings again once the change is there for everybody."""
    transaction.on_commit(shell.forget)


def connect() -> None:
    """Listen to everything that can change a menu or a setting."""
    for sender in (Site, SiteSettings):
        post_save.connect(forget_shell, sender=sender, dispatch_uid=f"shell-save-{sender.__name__}")
        post_delete.connect(forget_shell, sender=sender, dispatch_uid=f"shell-delete-{sender.__name__}")
    post_delete.connect(forget_shell, sender=Page, dispatch_uid="shell-delete-page")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(forget_shell, dispatch_uid=f"shell-{id(signal)}")
