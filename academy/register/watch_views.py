"""Watching numbers without an account: ask, confirm by the link in the mail, change, stop."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lvv_site import civil, ratelimit
from lvv_site.forms import anonymous_form, anonymous_post
from lvv_site.ratelimit import limited
from lvv_site.ratelimit.views import too_many

from . import guessing, watch_links, watching
from .check_views import SCOPE
from .checking import answers, unknown
from .models import Watch
from .watch_forms import NumbersForm, WatchForm, numbers_of
from .watch_mails import ends_on

MAILS = "mail_request"  # shared with everything that makes us write to an address somebody typed
PER_ADDRESS = (3, 86_400)  # questions to one address, in a day
LINK_SCOPE = "register_watched"
ONE_CLICK = "List-Unsubscribe"


@limited("read")
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_post(SCOPE)
def watch_page(request: HttpRequest) -> HttpResponse:
    """Ask for numbers and an address. The answer does not depend on whether the address watches something already."""
    if request.method == "POST" and request.POST.get("step") == "begin":
        return _asking(request, WatchForm(initial={"numbers": request.POST.get("numbers", "")}))
    form = anonymous_form(request, WatchForm)
    if request.method != "POST" or not form.is_valid():
        return _asking(request, form)
    if wait := _wait(request, form):
        return _asking(request, form, wait)
    if form.refuse_unknown():
        return _asking(request, form)
    verdict = ratelimit.check(MAILS, ratelimit.client_address(request))
    if not verdict.allowed:
        return too_many(request, verdict.retry_after)
    email = form.cleaned_data["email"]
    # Over its own limit an address gets no mail, and the page says the same: else it would tell who asked before.
    if ratelimit.check("watch_address", email.lower(), PER_ADDRESS).allowed:
        watching.ask(email, get_language() or "nl", form.known())
    return redirect("register:watch_asked")


@require_safe
def asked_page(request: HttpRequest) -> HttpResponse:
    """Say that there is a mail now."""
    return render(request, "register/watch_asked.html", {"days": watch_links.PENDING.days})


@never_cache
@limited("read")
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_post(LINK_SCOPE)
def watched_page(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link: confirm with one button, and afterwards see and change what is watched."""
    watch = watch_links.find(token)
    if watch is None:
        return render(request, "register/watch_over.html", status=410)
    if request.method == "POST" and request.POST.get("step") != "change":
        return _confirmed(request, watch)
    if watch.confirmed_at is None:
        return render(request, "register/watch_confirm.html", {"watch": watch, "numbers": _numbers(watch)})
    return _change(request, watch, token)


@csrf_exempt
@never_cache
@limited("read")
@require_http_methods(["GET", "HEAD", "POST"])
def stop_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Stop. A mail program that does it in one click (RFC 8058) has nothing but the link; a person gets a page with a button."""
    if request.method == "POST" and request.POST.get(ONE_CLICK) == "One-Click":
        if watch := watch_links.find(token):
            watching.stop(watch)
        return HttpResponse(_("Gestopt."), content_type="text/plain; charset=utf-8")
    return _stop(request, token)


@anonymous_post(LINK_SCOPE)
def _stop(request: HttpRequest, token: str) -> HttpResponse:
    watch = watch_links.find(token)
    if watch is None:
        return render(request, "register/watch_over.html", status=410)
    form = anonymous_form(request, forms.Form)
    if request.method == "POST":
        watching.stop(watch)
        return render(request, "register/watch_stopped.html")
    return render(request, "register/watch_stop.html", {"form": form, "count": watch.numbers.count()})


def _wait(request: HttpRequest, form: NumbersForm) -> int:
    wait = guessing.seconds_to_wait(request, unknown(form.lines))
    if wait:
        form.add_error(None, guessing.sentence(wait))
    return wait


def _asking(request: HttpRequest, form: WatchForm, wait: int = 0) -> HttpResponse:
    context = {
        "form": form,
        "breadcrumb": [(_("Home"), "/"), (_("Register"), reverse("register:search")), (_("Nummers volgen"), None)],
    }
    return _answer(render(request, "register/watch.html", context), wait)


def _answer(response: HttpResponse, wait: int) -> HttpResponse:
    if wait:
        response.status_code = 429
        response.headers["Retry-After"] = str(wait)
    return response


def _confirmed(request: HttpRequest, watch: Watch) -> HttpResponse:
    try:
        watching.confirm(watch)
    except watching.TooManyWatchesError:
        context = {"watch": watch, "numbers": _numbers(watch), "most": watching.MOST_WATCHES}
        return render(request, "register/watch_confirm.html", context)
    return redirect(f"{request.path}?bevestigd=1")


def _change(request: HttpRequest, watch: Watch, token: str) -> HttpResponse:
    form = anonymous_form(request, NumbersForm)
    if not form.is_bound:
        form = NumbersForm(initial=numbers_of(watch))
    wait = 0
    if request.method == "POST" and form.is_valid():
        wait = _wait(request, form)
        if not wait and not form.refuse_unknown():
            watching.change(watch, form.known())
            return redirect(f"{reverse('register:watched', args=[token])}?bewaard=1")
    context = {
        "form": form,
        "watch": watch,
        "token": token,
        "numbers": _numbers(watch),
        "ends_on": ends_on(watch),
        "said": next((name for name in ("bevestigd", "bewaard") if name in request.GET), ""),
    }
    return _answer(render(request, "register/watched.html", context), wait)


def _numbers(watch: Watch) -> list[dict[str, object]]:
    """Return what is watched with the status of now."""
    numbers = list(watch.numbers.select_related("certificate").order_by("certificate__number"))
    now = answers({one.certificate.number_key for one in numbers}, civil.today())
    return [{"certificate": one.certificate, "status": now[one.certificate.number_key].status} for one in numbers]
