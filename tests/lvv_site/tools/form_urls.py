"""Public forms of the tests' own: one step, two steps, one that only takes posts."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_POST

from lvv_site import urls as site_urls
from lvv_site.forms import anonymous_form, anonymous_post, carried

asked: list[dict[str, object]] = []
PAGE = """{% load anonymous %}<form method="post">{{ form }}{% anonymous_fields %}</form>{{ user.is_authenticated }}"""
STEP = """{% load anonymous %}<form method="post">{{ form }}{% anonymous_fields state=state %}</form>"""


class QuestionForm(forms.Form):
    question = forms.CharField(max_length=200)
    attachment = forms.FileField(required=False)


def page(source: str, request: HttpRequest, **context: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request))


@anonymous_post("ask")
def ask(request: HttpRequest) -> HttpResponse:
    request.session["trace"] = "x"  # what a careless view might do
    form = anonymous_form(request, QuestionForm)
    if request.method == "POST" and form.is_valid():
        asked.append(form.cleaned_data | {"user": str(request.user)})
        return HttpResponse("dank u")
    return page(PAGE, request, form=form)


@anonymous_post("careless")
def careless(request: HttpRequest) -> HttpResponse:
    """Looks at the data without looking at anything else."""
    if request.POST.get("question"):
        asked.append({"question": request.POST["question"]})
        return HttpResponse("dank u")
    return page(PAGE, request, form=QuestionForm())


@anonymous_post("second")
def second(request: HttpRequest) -> HttpResponse:
    state = carried(request) or {"first": "stap één"}
    form = anonymous_form(request, QuestionForm)
    if request.method == "POST" and form.is_valid():
        asked.append(form.cleaned_data | state)
        return HttpResponse("dank u")
    return page(STEP, request, form=form, state=state)


@anonymous_post("feedback")
@require_POST
def feedback(request: HttpRequest) -> HttpResponse:
    asked.append({"useful": request.POST.getlist("useful")})
    return HttpResponse("dank u")


urlpatterns = [
    path("ask/", ask),
    path("careless/", careless),
    path("second/", second),
    path("feedback/", feedback),
    *site_urls.urlpatterns,
]
