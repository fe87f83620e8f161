"""The office's screen of mail: what waits, what is stuck and why, and the button to try again."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from lvv_site.viewsets import FactView, FactViewSet

from . import sending
from .models import Message, MessageQuerySet, State


class MessageFilterSet(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label=_("Stand"), choices=State.choices, method="filter_state")

    class Meta:
        model = Message
        fields = ("template",)

    def filter_state(self, rows: MessageQuerySet, _name: str, state: str) -> MessageQuerySet:
        """Keep the messages that are in this state now."""
        return {
            State.SENT: rows.filter(sent_at__isnull=False),
            State.WITHDRAWN: rows.filter(withdrawn_at__isnull=False),
            State.STUCK: rows.stuck(),
            State.QUEUED: rows.open().exclude(pk__in=rows.stuck().values("pk")),
        }[State(state)]


class MessageInspectView(FactView):
    """One message; when it is stuck, with the button that gives it its tries back."""

    template_name = "mail/beheer/message.html"
    page_title = _("Bericht")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether there is something to try again and who may do it."""
        may = self.object.state == State.STUCK and self.user_has_permission("change")
        retry_url = reverse("message:retry", args=[self.object.pk]) if may else None
        return {**super().get_context_data(**kwargs), "retry_url": retry_url}


class RetryView(PermissionCheckedMixin, View):
    """Try a stuck message again, also when its address was marked."""

    model = Message
    permission_required = "change"
    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the message its tries back."""
        message = get_object_or_404(Message, pk=pk)
        if message.state == State.STUCK:
            sending.retry(message)
            messages.success(request, _("Het bericht wordt opnieuw geprobeerd."))
        else:
            messages.error(request, _("Dit bericht is niet vastgelopen."))
        return redirect("message:inspect", pk)


class MessageViewSet(FactViewSet):
    """Mail that waits, went out or is stuck."""

    model = Message
    name = "message"
    url_prefix = "mail"
    icon = "mail"
    menu_label = _("Mail")
    menu_name = "mail"
    add_to_settings_menu = True
    ordering = "-queued_at"
    list_per_page = 50
    inspect_view_class = MessageInspectView
    inspect_template_name = MessageInspectView.template_name
    inspect_view_fields = (
        "template", "to", "state_label", "context_ids", "queued_at", "attempts", "failure", "next_attempt", "sent_at",
    )  # fmt: skip
    filterset_class = MessageFilterSet
    list_display = (
        "reference",
        Column("template", label=_("Soort bericht")),
        Column("to", label=_("Aan")),
        Column("state_label", label=_("Stand")),
        Column("failure", label=_("Laatste fout")),
        DateColumn("queued_at", label=_("Klaargezet"), sort_key="queued_at"),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Try again."""
        return [path("<int:pk>/opnieuw/", self.construct_view(RetryView), name="retry")]


message_viewset = MessageViewSet()
