"""The editors' side: themes, the thesaurus and the list of pages to review."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .reports import OverdueView
from .viewsets import KnowledgeGroup

register_snippet(KnowledgeGroup)


@hooks.register("register_reports_menu_item")
def overdue_menu_item() -> MenuItem:
    """Show the list of pages to review among the reports."""
    return OverdueMenuItem(_("Nakijken"), reverse("faq_overdue"), icon_name="time", order=100)


@hooks.register("register_admin_urls")
def overdue_urls() -> list[URLPattern]:
    """Give the list its addresses."""
    return [
        path("reports/nakijken/", OverdueView.as_view(), name="faq_overdue"),
        path("reports/nakijken/results/", OverdueView.as_view(results_only=True), name="faq_overdue_results"),
    ]


class OverdueMenuItem(MenuItem):
    """For who may change pages."""

    def is_shown(self, request: object) -> bool:
        """Tell whether the user may change any page."""
        from wagtail.permission_policies.pages import PagePermissionPolicy

        user = getattr(request, "user", None)
        return bool(PagePermissionPolicy().user_has_any_permission(user, ["change", "publish"]))
