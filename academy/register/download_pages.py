"""Who downloads the register: for everybody to read, and for the office to give and end keys."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from lvv_site.members.verbs import VerbView
from lvv_site.ratelimit import limited
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import download_keys
from .models import Download, DownloadKey

ISSUE = "register.issue_downloadkey"
PAGE_SIZE = 50
SHOWN = 100


@require_safe
@limited("read")
def takers_page(request: HttpRequest) -> HttpResponse:
    """Show which organisations have a key, and every download: who, what for, when, everything or changes."""
    pages = Paginator(Download.objects.select_related("key").order_by("-at", "-pk"), PAGE_SIZE)
    context = {
        "keys": download_keys.standing().order_by("organisation", "pk"),
        "page_obj": pages.get_page(request.GET.get("pagina")),
        "breadcrumb": [(_("Home"), "/"), (_("Register"), reverse("register:search")), (_("Wie downloadt"), None)],
    }
    return render(request, "register/takers.html", context)


class KeyForm(forms.Form):
    """For whom a key is, and for what; both become public."""

    organisation = forms.CharField(label=gettext_lazy("Organisatie"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("Waarvoor"), max_length=200,
        help_text=gettext_lazy("In één zin. Organisatie en doel staan op de openbare pagina."),
    )  # fmt: skip


class MakeKeyView(VerbView):
    """Make a key and show it, once."""

    permission = ISSUE
    form_class: type[BaseForm] = KeyForm
    page_title = gettext_lazy("Sleutel maken")
    header_icon = "key"
    button = gettext_lazy("Maak de sleutel")
    template_name = "register/admin/make_key.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Show the key on this very page: it is nowhere else, so there is nothing to redirect to."""
        asked = form.cleaned_data
        key, secret = download_keys.make(asked["organisation"], asked["purpose"], self.by())
        return self.render_to_response(self.get_context_data(form=form, key=key, secret=secret))

    def above(self) -> list[tuple[str, str | Promise]]:
        """List."""
        return [(reverse("downloadkey:index"), gettext_lazy("Afnemers"))]


class EndKeyView(VerbView):
    """Let a key work no longer."""

    permission = ISSUE
    form_class: type[BaseForm] = forms.Form
    page_title = gettext_lazy("Sleutel beëindigen")
    header_icon = "key"
    button = gettext_lazy("Beëindig de sleutel")
    serious = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the key."""
        super().setup(request, *args, **kwargs)
        self.key = get_object_or_404(DownloadKey, pk=kwargs["pk"])

    def form_valid(self, form: Any) -> HttpResponse:
        """End it; when somebody was first, it has ended as well."""
        download_keys.end(self.key.pk, self.by())
        messages.success(self.request, _("De sleutel werkt niet meer."))
        return redirect("downloadkey:inspect", self.key.pk)

    def get_page_subtitle(self) -> str:
        """Say whose."""
        return self.key.organisation

    def above(self) -> list[tuple[str, str | Promise]]:
        """List, key."""
        return [
            (reverse("downloadkey:index"), gettext_lazy("Afnemers")),
            (reverse("downloadkey:inspect", args=[self.key.pk]), self.key.organisation),
        ]


class KeyIndexView(FactIndexView):
    """All keys, the latest first."""

    page_title = gettext_lazy("Afnemers van het register")
    list_export = ()

    def get_base_queryset(self) -> Any:
        """Add how often and when each was used."""
        return DownloadKey.objects.annotate(times=Count("downloads"), latest=Max("downloads__at")).order_by("-pk")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The way to a new one, for who may give keys."""
        if not self.request.user.has_perm(ISSUE):
            return []
        return [HeaderButton(_("Sleutel maken"), url=reverse("downloadkey:make"), icon_name="plus")]


class KeyView(FactView):
    """One key and its downloads."""

    template_name = "register/admin/key.html"
    page_title = gettext_lazy("Afnemer van het register")

    def get_page_subtitle(self) -> str:
        """Say whose."""
        return str(self.object.organisation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the downloads and whether the visitor may end it."""
        return {
            **super().get_context_data(**kwargs),
            "key": self.object,
            "downloads": self.object.downloads.order_by("-at")[:SHOWN],
            "may_end": self.object.ended_at is None and self.request.user.has_perm(ISSUE),
        }


class DownloadKeyViewSet(FactViewSet):
    """Keys: looked up here; giving and ending them are verbs."""

    model = DownloadKey
    name = "downloadkey"
    url_prefix = "register/afnemers"
    icon = "key"
    menu_label = gettext_lazy("Afnemers")
    menu_order = 172
    add_to_admin_menu = True
    index_view_class = KeyIndexView
    inspect_view_class = KeyView
    list_per_page = 50
    list_display = (
        TitleColumn(
            "organisation", label=gettext_lazy("Organisatie"),
            get_url=lambda one: reverse("downloadkey:inspect", args=[one.pk]),
        ),
        Column("purpose", label=gettext_lazy("Waarvoor")),
        DateColumn("made_at", label=gettext_lazy("Gemaakt")),
        Column("times", label=gettext_lazy("Downloads")),
        DateColumn("latest", label=gettext_lazy("Laatste download")),
        DateColumn("ended_at", label=gettext_lazy("Beëindigd")),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Giving and ending."""
        return [
            path("nieuw/", self.construct_view(MakeKeyView), name="make"),
            path("<int:pk>/beeindigen/", self.construct_view(EndKeyView), name="end"),
        ]


download_key_viewset = DownloadKeyViewSet()
