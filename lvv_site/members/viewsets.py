"""The office's list of people, and the one page per person where every room shows what it knows."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from lvv_site import civil
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import panels, people, verbs
from .membership import holding
from .models import Membership, Person, PersonQuerySet, User

EXPORTED = ("given_name", "infix", "family_name", "email", "language", "member_number", "has_account")


def listed(on: dt.date) -> QuerySet[Person]:
    """Return people with what the list shows: the membership number that holds on the civil date, and having an account."""
    holds = Membership.objects.filter(holding(on), person=OuterRef("pk")).order_by("-start").values("number")[:1]
    found = Person.objects.current().annotate(
        member_number=Subquery(holds), has_account=Exists(User.objects.filter(person=OuterRef("pk")))
    )
    return found.order_by("family_name", "given_name", "pk")


def page_of(person: Person) -> str:
    """Return the address of the office's page of one person."""
    return reverse("person:inspect", args=[person.pk])


class PersonFilterSet(WagtailFilterSet):
    """Members or not, with or without an account."""

    member = django_filters.BooleanFilter(label=_("Lid"), method="filter_member")
    account = django_filters.BooleanFilter(label=_("Account"), method="filter_account")

    class Meta:
        model = Person
        fields = ()

    def filter_member(self, found: PersonQuerySet, _name: str, member: bool) -> QuerySet[Person]:
        """Keep who is a member today, or who is not."""
        return found.filter(member_number__isnull=not member)  # type: ignore[misc]  # annotated by `listed`

    def filter_account(self, found: PersonQuerySet, _name: str, account: bool) -> QuerySet[Person]:
        """Keep who has an account, or who has not."""
        return found.filter(has_account=account)  # type: ignore[misc]  # annotated by `listed`


class PersonIndexView(FactIndexView):
    """Everybody, found by name, e-mail address or membership number."""

    page_title = _("Mensen")
    is_searchable = True
    export_headings = {"member_number": _("Lidnummer"), "has_account": _("Account")}
    base_filterset_class = PersonFilterSet
    filterset_class = PersonFilterSet

    def get_base_queryset(self) -> QuerySet[Person]:
        """Leave out entries that were merged."""
        return listed(civil.today())

    def search_queryset(self, queryset: Any) -> Any:
        """Search by our own index, which knows diacritics and parts of words."""
        return queryset.search(self.search_query) if self.is_searching else queryset

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED if self.user_has_permission("export") else ()

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Return the buttons above the list."""
        if not self.user_has_permission("invite"):
            return []
        return [HeaderButton(_("Leden uitnodigen"), url=reverse("person:invite_members"), icon_name="mail")]


class PersonView(FactView):
    """One person: the panels of every room, and the verbs this visitor may use."""

    template_name = "members/admin/person.html"
    page_title = _("Persoon")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send on from an entry that was merged to the one that stands for it."""
        stands = people.resolve(self.object.pk)
        if stands != self.object.pk:
            return redirect("person:inspect", stands)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the panels, and the verbs that apply to this person and that the visitor may use."""
        offered = [
            {"label": verb.label, "url": reverse(f"person:{verb.name}", args=[self.object.pk])}
            for verb in verbs.offered(self.request, self.object)
        ]
        shown = panels.rendered("person_panels", self.request, self.object)
        return {**super().get_context_data(**kwargs), "panels": shown, "verbs": offered}


class PersonViewSet(FactViewSet):
    """People: looked up, never added or deleted here; what may be done is a verb with its own permission."""

    model = Person
    name = "person"
    url_prefix = "mensen"
    icon = "group"
    menu_label = _("Mensen")
    menu_order = 150
    add_to_admin_menu = True
    index_view_class = PersonIndexView
    inspect_view_class = PersonView
    list_per_page = 50
    list_display = (
        TitleColumn("full_name", label=_("Naam"), sort_key="family_name", get_url=page_of, width="40%"),
        Column("email", label=_("E-mailadres"), sort_key="email"),
        Column("member_number", label=_("Lidnummer"), sort_key="member_number"),
        BooleanColumn("has_account", label=_("Account")),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        return [
            path("uitnodigen/", self.construct_view(verbs.InviteMembersView), name="invite_members"),
            *(path(f"{verb.path}/<int:pk>/", self.construct_view(verb.view), name=verb.name) for verb in verbs.VERBS),
        ]


person_viewset = PersonViewSet()
