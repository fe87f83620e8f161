"""What the mail room adds to Wagtail."""

from wagtail import hooks

from .viewsets import MessageViewSet, message_viewset


@hooks.register("register_admin_viewset")
def register_message_viewset() -> MessageViewSet:
    """Show the queue to who may see it."""
    return message_viewset
