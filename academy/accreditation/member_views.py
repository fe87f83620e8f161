"""A member reads what a provider's list says of them, and can say that it is wrong. Only one's own, whatever the address asks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lvv_site.members.models import Person
from lvv_site.members.rules import person_of

from . import attendance_contests as contests
from .attendance_forms import ContestForm
from .attendance_refusals import AttendanceError, tell
from .models import AttendanceContest, ListedAttendance


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a list says; what was said about it before, and what the office decided."""
    person = person_of(request)
    if person is None:
        return redirect("members:details")
    row = _own(person, pk)
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contests.contest(row, form.cleaned_data["reason"], form.cleaned_data["text"])
        except AttendanceError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Je melding is binnen. Het bureau kijkt ernaar en mailt je het besluit."))
            return redirect("listed:attendance", pk)
    return _page(request, row, form)


def _own(person: Person, pk: int) -> ListedAttendance:
    related = ("run__occasion", "run__training__provider", "contest__ruling__text", "contest__text")
    found = contests.rows_of(person).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, row: ListedAttendance, form: ContestForm) -> HttpResponse:
    about = AttendanceContest.objects.filter(
        attendance__run=row.run_id, attendance__in=contests.rows_of(row.person_id)
    )  # fmt: skip
    story = list(about.select_related("text", "ruling__text", "attendance").order_by("pk"))
    last = contests.last_of(row)
    context = {
        "row": row,
        "last": last,
        "run": row.run,
        "training": row.run.training,
        "contests": story,
        "may_contest": last.pk == row.pk and all(one.attendance_id != last.pk for one in story),
        "form": form,
    }
    return render(request, "accreditation/attendance/member.html", context)
