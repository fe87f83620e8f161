"""The texts of the committee's letters: a list, one to change, and how it looks filled in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.log_actions import log

from lvv_site.members.verbs import VerbView
from lvv_site.viewsets import FactIndexView, FactViewSet

from . import committee_letters, letter_texts
from .committee_forms import TemplateForm
from .enums import LetterKind
from .models import LetterTemplate


class LetterIndexView(FactIndexView):
    """Every letter; one that nobody changed yet has its default text."""

    page_title = gettext_lazy("Brieven")
    list_export = ()

    def get_base_queryset(self) -> QuerySet[LetterTemplate]:
        """All kinds there are."""
        for kind in LetterKind:
            committee_letters.template_of(kind)
        return LetterTemplate.objects.select_related("changed_by__person").order_by("pk")


class ChangeLetterView(VerbView):
    """Change the text of a letter, after a look at how it comes out."""

    permission = "accreditation.view_lettertemplate"
    form_class = TemplateForm
    template_name = "accreditation/admin/committee/letter.html"
    page_title = gettext_lazy("Brief")
    button = gettext_lazy("Bewaren")
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the letter."""
        super().setup(request, *args, **kwargs)
        self.letter = get_object_or_404(LetterTemplate, pk=kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only the office changes it.

        Raises:
            PermissionDenied: somebody who may only look.
        """
        if not request.user.has_perm("accreditation.change_lettertemplate"):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with the text."""
        return {**super().get_form_kwargs(), "instance": self.letter}

    def form_valid(self, form: TemplateForm) -> HttpResponse:
        """Save, or show how it comes out."""
        if "preview" in self.request.POST:
            filled = letter_texts.fill(form.cleaned_data["body"], letter_texts.EXAMPLE)
            return self.render_to_response(self.get_context_data(form=form, filled=filled))
        form.instance.changed_at, form.instance.changed_by = timezone.now(), self.by()
        log(instance=form.save(), action="wagtail.edit", user=self.by())
        messages.success(self.request, _("Bewaard."))
        return redirect("accreditation_letter:index")

    def get_page_subtitle(self) -> str:
        """Say which."""
        return str(LetterKind(self.letter.kind).label)

    def above(self) -> list[tuple[str, Any]]:
        """List."""
        return [(reverse("accreditation_letter:index"), _("Brieven"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the fields."""
        names = letter_texts.FIELDS[self.letter.kind]
        filled = letter_texts.fill(self.letter.body, letter_texts.EXAMPLE)
        return {
            "filled": filled, **super().get_context_data(**kwargs), "may_change": self.request.user.has_perm("accreditation.change_lettertemplate"),
            "fields": [(f"{{{name}}}", letter_texts.EXAMPLE[name]) for name in names],
        }  # fmt: skip


class LetterViewSet(FactViewSet):
    """Letters: looked up here; changing one is a verb."""

    model = LetterTemplate
    name = "accreditation_letter"
    url_prefix = "accreditatie/brieven"
    icon = "mail"
    menu_label = gettext_lazy("Brieven")
    menu_name = "accreditatie-brieven"
    index_view_class = LetterIndexView
    inspect_view_enabled = False
    list_display = (
        TitleColumn("kind", label=gettext_lazy("Brief"), accessor="get_kind_display", get_url=lambda one: reverse("accreditation_letter:change", args=[one.pk])),
        Column("changed_at", label=gettext_lazy("Gewijzigd op"), accessor=lambda one: one.changed_at.date() if one.changed_by_id else _("standaardtekst")),
    )  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, its results and the verb."""
        return [one for one in super().get_urlpatterns() if not str(one.pattern).startswith("inspect/")]

    def verb_patterns(self) -> list[URLPattern]:
        """Changing."""
        return [path("<int:pk>/", self.construct_view(ChangeLetterView), name="change")]
