"""The list of question pages whose next review is due."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page

from lvv_site.spreadsheets import SafeExportMixin

from .models import QuestionPage


class OverdueView(SafeExportMixin, PageReportView):
    """Published question pages that should have been reviewed again, the longest overdue first."""

    page_title = _("Nakijken")
    header_icon = "time"
    index_url_name = "faq_overdue"
    index_results_url_name = "faq_overdue_results"
    any_permission_required: ClassVar = ["change", "publish"]

    def get_queryset(self) -> QuerySet[Page]:
        """Return the pages that the user may change and whose review is due."""
        editable = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "publish"]
        )
        self.queryset: Any = editable.filter(pk__in=overdue_pages()).order_by("questionpage__reviewed_on")
        queryset: QuerySet[Page] = super().get_queryset()
        return queryset


def overdue_pages() -> list[int]:
    """Return the keys of the published pages whose review is due; the term is a rule in code, so it is asked of each."""
    pages = QuestionPage.objects.live().only("pk", "reviewed_on", "law_as_of")
    return [page.pk for page in pages if page.is_overdue]
