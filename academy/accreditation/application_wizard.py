"""A page of the wizard: saved as it is typed.

Every post saves, whatever button was pressed. One that asks for JSON is a page that saves itself while somebody types; it brings no files.
"""

import json
import secrets
from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lvv_site.uploads.early import dropped, dropping_large_files

from . import application_attaching, application_fields, application_forms, application_progress, drafting
from .access import own_application, portal, user_of
from .application_fields import ROWS
from .application_forms import SORTS, PageForm
from .application_page import Page, again, saved_fields, saved_page, show
from .drafting import Changes, ConflictError, LockedError, Saved
from .enums import Section
from .models import Application, Provider

JSON = "application/json"
NEXT, ADD, REMOVE, TAKE_OFF = "next", "add", "remove", "take_off"


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@dropping_large_files(settings.MAX_APPLICATION_FILE, application_attaching.TOGETHER)
def page(request: HttpRequest, provider: Provider, code: str, section: str) -> HttpResponse:
    """Show or save one page of an own application."""
    application = own_application(provider, code)
    if section not in Section.values or section == Section.CHECK:
        raise Http404
    if request.method == "POST":
        return _post(request, application, Section(section))
    if drafting.last_kind(application) not in drafting.WRITABLE_AFTER:
        return redirect("provider:application", provider.slug, code)
    return show(request, saved_page(application, Section(section)))


def _post(request: HttpRequest, application: Application, page: Section) -> HttpResponse:
    form = PageForm.posted(page, request.POST, request.FILES)
    form.is_valid()
    row = _row(request, REMOVE)
    typed = application_fields.without_rows(form.typed(), {row}) if row else form.typed()
    changes, version = _changes(request, application, form, typed)
    try:
        saved = drafting.save(application, changes, version, user_of(request))
    except LockedError as refusal:
        return _locked(request, application, form, refusal)
    except ConflictError as refusal:
        return _conflict(request, application, form, refusal)
    if _wants_json(request):
        return JsonResponse(_told(request, form, typed, saved))
    return _after_save(request, application, form, saved)


def _changes(
    request: HttpRequest, application: Application, form: PageForm, typed: Mapping[str, str]
) -> tuple[Changes, int]:
    """Return what is to be saved. A field that could not be read counts as left alone."""
    seen, version = _seen(request)
    now = saved_fields(application, form.page)
    unread = {name: now.get(name, "") for name in form.errors if name in form.fields}
    if seen is not None:
        left = {name: value for name, value in seen.items() if name not in unread}
        seen = {**left, **application_fields.digests(unread)}
    return Changes(form.page, {**unread, **typed}, seen), version


def _seen(request: HttpRequest) -> tuple[dict[str, str] | None, int]:
    """Return by what the page remembers its fields, None when it does not say so; and the version that it showed."""
    version = request.POST.get("version", "")
    try:
        told = json.loads(request.POST.get("seen", ""))
    except ValueError:
        told = None
    seen = {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else None
    return seen, int(version) if version.isdecimal() and len(version) < 10 else -1


def _row(request: HttpRequest, button: str) -> tuple[str, str] | None:
    sort, _dash, key = request.POST.get(button, "").partition("-")
    return (sort, key) if sort in ROWS and application_forms.KEY.fullmatch(key) else None


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == JSON


def _told(request: HttpRequest, form: PageForm, typed: Mapping[str, str], saved: Saved) -> dict[str, object]:
    """Return what a page that saves itself says, and by what it remembers its fields from now on: what it shows itself."""
    before = _seen(request)[0] or {}
    unread = {name: before.get(name, "") for name in form.errors if name in form.fields}
    return {
        "said": _("Bewaard om %(time)s") % {"time": _time(saved)},
        "seen": {**application_fields.digests(typed), **unread},
        "version": saved.version,
        "merged": saved.merged and not form.errors,
        "errors": [f"{form[name].label}: {' '.join(map(str, form.errors[name]))}" for name in unread],
    }


def _time(saved: Saved) -> str:
    return date_format(timezone.localtime(saved.at if saved.changed else timezone.now()), "H:i")


def _after_save(request: HttpRequest, application: Application, form: PageForm, saved: Saved) -> HttpResponse:
    """Do what the button asked for besides; stay when something is wrong."""
    fragment = ""
    try:
        _take_off(request, application)
        _receive(request, application, form)
        if sort := request.POST.get(ADD):
            fragment = _add_row(request, application, form, sort)
    except LockedError as refusal:
        return _locked(request, application, form, refusal)
    if form.errors:
        return show(request, again(application, form), 422)
    messages.success(request, _("Bewaard om %(time)s") % {"time": _time(saved)})
    to = application_progress.after(form.page) if NEXT in request.POST else form.page
    return redirect(address(application, to) + fragment)


def address(application: Application, page: Section) -> str:
    """Return the address of a page of an application."""
    name = "provider:check" if page == Section.CHECK else "provider:section"
    args = [application.provider.slug, application.code]
    return reverse(name, args=args if page == Section.CHECK else [*args, page.value])


def _take_off(request: HttpRequest, application: Application) -> None:
    ids = [int(one) for one in request.POST.getlist(TAKE_OFF) if one.isdecimal() and len(one) < 19]
    gone = list(application.files.filter(removed_at=None, pk__in=ids))
    if (row := _row(request, REMOVE)) and row[0] == "teacher":
        gone += application.files.filter(removed_at=None, teacher=row[1])
    if gone:
        application_attaching.take_off(application, gone, user_of(request))


def _receive(request: HttpRequest, application: Application, form: PageForm) -> None:
    """Keep the files that came; say beside the field what is wrong with one."""
    gone = _row(request, REMOVE)
    places = [one for one in form.received() if not gone or one[1].teacher != gone[1]]
    for name, place, files in places:
        for mistake in application_attaching.receive(application, files, place, user_of(request)).mistakes:
            form.add_error(name, mistake)
    for mistake in application_attaching.too_large(dropped(request)):
        form.add_error(places[0][0] if len(places) == 1 else None, mistake)


def _add_row(request: HttpRequest, application: Application, form: PageForm, sort: str) -> str:
    """Add an empty row to the page; return where it stands."""
    if SORTS.get(form.page) != sort or len(form.rows) >= application_forms.MOST_ROWS:
        return ""
    key = secrets.token_hex(3)
    drafting.add_row(application, sort, key, user_of(request))
    return f"#id_{sort}-{key}-{application_fields.ROW_PARTS[sort][0]}"


def _conflict(request: HttpRequest, application: Application, form: PageForm, refusal: ConflictError) -> HttpResponse:
    """Show one's own text in the fields and the other's beside it; the next save keeps what stands in the fields."""
    if _wants_json(request):
        return JsonResponse({"said": str(refusal), "conflict": True}, status=409)
    typed = form.typed()
    fields = {**refusal.best, **{name: typed.get(name, "") for name in refusal.theirs}}
    if sort := SORTS.get(form.page):
        keys = fields.get(ROWS[sort], "").split()
        mine = {row[1] for row in map(application_fields.row_of, refusal.theirs) if row}
        fields[ROWS[sort]] = " ".join([*keys, *(key for key in form.rows if key in mine and key not in keys)])
    return show(request, again(application, form, fields, refusal), 409)


def _locked(request: HttpRequest, application: Application, form: PageForm, refusal: LockedError) -> HttpResponse:
    """Say that it was sent in; what was typed stays on the screen, to be copied."""
    if _wants_json(request):
        return JsonResponse({"said": str(refusal), "locked": True}, status=409)
    found = Page(application, form.page, form, {}, application.version, refusal=str(refusal), locked=True)
    return show(request, found, 409)
