"""Ties between people of the committee and providers: the office's list, and everybody's own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton

from lvv_site import civil
from lvv_site.members.verbs import VerbView
from lvv_site.viewsets import FactIndexView, FactViewSet

from . import access, assigning, committee_forms, tracing
from .models import Tie

HANDLE = access.READ_ALL[0]


@transaction.atomic
def declare(tie: Tie) -> Tie:
    """Write a tie down, and take the provider's files from who is tied."""
    tie.save()
    about = tracing.About(provider=tie.provider)
    tracing.trace(about, tie.declared_by, "tie.declared", field=str(tie.user_id), new=str(tie.get_kind_display()))
    assigning.tied(tie)
    return tie


class TieView(VerbView):
    """Ties: who works with applications may see and declare their own."""

    permission = access.ASSESS
    header_icon = "user"
    template_name = "accreditation/admin/committee/ties.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Let in assessors, the committee and the office.

        Raises:
            PermissionDenied: anybody else.
        """
        super(VerbView, self).setup(request, *args, **kwargs)
        if not any(request.user.has_perm(one) for one in (access.ASSESS, *access.READ_ALL)):
            raise PermissionDenied


class MyTiesView(TieView):
    """One's own ties, and a new one."""

    page_title = gettext_lazy("Mijn banden")
    button = gettext_lazy("Opgeven")
    form_class = committee_forms.OwnTieForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose they are."""
        return {**super().get_form_kwargs(), "user": self.by()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Declare it."""
        answers = form.cleaned_data
        tie = Tie(user=form.whose(answers), provider=answers["provider"], kind=answers["kind"], declared_by=self.by())
        try:
            declare(tie)
        except IntegrityError:  # somebody was just before us
            form.add_error("provider", _("Deze band staat er al."))
            return self.form_invalid(form)
        messages.success(self.request, _("De band is opgegeven. Aanvragen van deze opleider zijn nu dicht."))
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        """Stay here."""
        return reverse("accreditation_tie:mine")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was declared."""
        ties = Tie.objects.filter(user=self.by()).select_related("provider", "declared_by__person").order_by("-since")
        return {**super().get_context_data(**kwargs), "ties": ties}


class AddTieView(MyTiesView):
    """A tie of somebody of the committee, by the office."""

    permission = HANDLE
    page_title = gettext_lazy("Band opgeven")
    form_class = committee_forms.TieForm
    template_name = "accreditation/admin/committee/verb.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Let in the office."""
        super(TieView, self).setup(request, *args, **kwargs)

    def get_success_url(self) -> str:
        """Go back to the list."""
        return reverse("accreditation_tie:index")

    def above(self) -> list[tuple[str, Any]]:
        """List."""
        return [(reverse("accreditation_tie:index"), _("Banden"))]


class EndTieView(TieView):
    """Say that a tie ended today; it keeps counting for a while. One's own, or anybody's for the office."""

    page_title = gettext_lazy("Band beëindigen")
    button = gettext_lazy("Beëindigen")
    template_name = "accreditation/admin/committee/verb.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the tie; somebody else's does not exist."""
        super().setup(request, *args, **kwargs)
        found = Tie.objects.filter(ended_on=None).select_related("provider", "user__person")
        if not request.user.has_perm(HANDLE):
            found = found.filter(user=self.by())
        self.tie = get_object_or_404(found, pk=kwargs["pk"])

    def form_valid(self, form: Any) -> HttpResponse:
        """End it."""
        self.tie.ended_on = civil.today()
        self.tie.save(update_fields=["ended_on"])
        tracing.trace(tracing.About(provider=self.tie.provider), self.by(), "tie.ended", field=str(self.tie.user_id))
        messages.success(self.request, _("De band is beëindigd. Zij telt nog een tijd mee."))
        own = self.tie.user_id == self.by().pk
        return redirect("accreditation_tie:mine" if own else "accreditation_tie:index")

    def get_page_subtitle(self) -> str:
        """Say which."""
        return f"{committee_forms.shown(self.tie.user)}, {self.tie.provider}"


class TieIndexView(FactIndexView):
    """Every tie that was declared."""

    page_title = gettext_lazy("Banden")
    list_export = ()

    def get_base_queryset(self) -> QuerySet[Tie]:
        """With names."""
        return Tie.objects.select_related("user__person", "provider", "declared_by__person").order_by("-since", "-pk")

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Offer to declare one."""
        found = [HeaderButton(_("Mijn banden"), url=reverse("accreditation_tie:mine"), icon_name="user")]
        if self.request.user.has_perm(HANDLE):
            found.append(HeaderButton(_("Band opgeven"), url=reverse("accreditation_tie:new"), icon_name="plus"))
        return found


class EndColumn(Column):
    """A link to end a tie that stands."""

    cell_template_name = "accreditation/admin/committee/end_cell.html"


class TieViewSet(FactViewSet):
    """Ties: looked up here; declaring and ending one are verbs."""

    model = Tie
    name = "accreditation_tie"
    url_prefix = "accreditatie/banden"
    icon = "link"
    menu_label = gettext_lazy("Banden")
    menu_name = "accreditatie-banden"
    index_view_class = TieIndexView
    inspect_view_enabled = False
    list_per_page = 50
    list_display = (
        Column("user", label=gettext_lazy("Wie"), accessor=lambda one: committee_forms.shown(one.user)),
        Column("provider", label=gettext_lazy("Opleider"), sort_key="provider__name"),
        Column("kind", label=gettext_lazy("Band"), accessor="get_kind_display"),
        Column("since", label=gettext_lazy("Gemeld op"), accessor=lambda one: one.since.date(), sort_key="since"),
        Column("ended_on", label=gettext_lazy("Geëindigd op"), sort_key="ended_on"),
        EndColumn("end", label=gettext_lazy("Beëindigen")),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, its results and the verbs."""
        return [one for one in super().get_urlpatterns() if not str(one.pattern).startswith("inspect/")]

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        return [
            path("mijn/", self.construct_view(MyTiesView), name="mine"),
            path("nieuw/", self.construct_view(AddTieView), name="new"),
            path("<int:pk>/einde/", self.construct_view(EndTieView), name="end"),
        ]
