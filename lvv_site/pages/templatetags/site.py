"""What every template may use: icons, the badge of a status, page numbers, dates in full, addresses, error summaries."""

import datetime as dt
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

register = template.Library()
PAGE_PARAMETER = "pagina"

# A status of the register: its icon and its word. Never colour alone.
STATUSES = {
    "registered": ("check", gettext_lazy("Geregistreerd")),
    "conditional": ("half", gettext_lazy("Voorwaardelijk")),
    "suspended": ("pause", gettext_lazy("Geschorst")),
    "expired": ("clock", gettext_lazy("Verlopen")),
    "resigned": ("out", gettext_lazy("Uitgeschreven")),
    "struck_off": ("strike", gettext_lazy("Doorgehaald")),
    "not_registered": ("none", gettext_lazy("Niet geregistreerd")),
}
NUMBER_WORDS = [
    gettext_lazy("één"), gettext_lazy("twee"), gettext_lazy("drie"), gettext_lazy("vier"), gettext_lazy("vijf"),
    gettext_lazy("zes"), gettext_lazy("zeven"), gettext_lazy("acht"), gettext_lazy("negen"), gettext_lazy("tien"),
]  # fmt: skip


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon of the sprite; it always stands beside a word, so readers aloud skip it.

    The measures are for where no stylesheet reaches; `.icon` makes it as tall as the text.
    """
    return _icon(static("icons.svg"), name)


@lru_cache(maxsize=256)
def _icon(sprite: str, name: str) -> SafeString:
    """Make the markup once for each icon: a list of people shows dozens of the same few."""
    return format_html(
        '<svg class="icon" width="24" height="24" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        sprite,
        name,
    )


@register.simple_tag
def status_badge(status: str, until: dt.date | None = None) -> SafeString:
    """Return the badge of a register status, with the last day of a suspension when `until` is given.

    Raises:
        KeyError: the status is none of the seven.
    """
    return _badge(get_language() or "", status, until)


@lru_cache(maxsize=512)
def _badge(language: str, status: str, until: dt.date | None) -> SafeString:
    shape, word = STATUSES[status]
    text = word if until is None else _("%(status)s tot en met %(date)s") % {"status": word, "date": long_date(until)}
    return format_html('<span class="badge badge--{}">{}{}</span>', status, icon(shape), text)


@register.filter
def status_icon(status: str) -> str:
    """Return the name of the icon that belongs to a register status."""
    return STATUSES[status][0]


@register.filter
def status_word(status: str) -> str:
    """Return the word for a register status."""
    return str(STATUSES[status][1])


@register.simple_tag(takes_context=True)
def pagination(context: Context, page_obj: Page[Any]) -> SafeString:
    """Show page numbers as plain links that keep the rest of the query string; the parameter is `pagina`."""
    asked: QueryDict = context["request"].GET
    paginator = page_obj.paginator
    capped = bool(getattr(paginator, "count_capped", False))
    if asked.keys() <= {PAGE_PARAMETER}:  # nothing of what anybody looked for is kept
        return _plain_pagination(get_language() or "", page_obj.number, paginator.count, paginator.per_page, capped)
    return _pagination(asked, page_obj, capped=capped)


@lru_cache(maxsize=1024)
def _plain_pagination(_language: str, number: int, count: int, per_page: int, capped: bool) -> SafeString:
    """Make the links of a list as such once: they are the same for everybody."""
    return _pagination(QueryDict(), Paginator(range(count), per_page).get_page(number), capped=capped)


def _pagination(asked: QueryDict, page_obj: Page[Any], *, capped: bool) -> SafeString:
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    words = {"asked": asked, "page_obj": page_obj, "numbers": numbers, "capped": capped}
    return SafeString(render_to_string("site/pagination.html", words))


@register.filter
def long_date(value: dt.date | dt.datetime | None) -> str:
    """Return a civil date in full, "21 november 2026"; a moment by its day in Amsterdam; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, "j F Y")


@register.simple_tag
def absolute_url(path: str) -> str:
    """Return a path of this site with scheme and host, for mail and what leaves the site."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


@register.simple_tag
def site_name() -> str:
    """Return the site's short name where no request and no context processor is at hand."""
    return settings.WAGTAIL_SITE_NAME


class Mistake(NamedTuple):
    """One thing that is wrong in a form: where (empty for the form as a whole) and what."""

    target: str
    label: str
    message: str


@register.inclusion_tag("site/error_summary.html")
def error_summary(form: BaseForm, rows: BaseFormSet[Any] | None = None) -> dict[str, Any]:
    """List what is wrong with a form and its rows, each with a link to its field; nothing for a form without errors."""
    mistakes = [*_mistakes(form), *(_row_mistakes(rows) if rows is not None else [])]
    number = len(mistakes)
    word = str(NUMBER_WORDS[number - 1]) if 0 < number <= len(NUMBER_WORDS) else str(number)
    title = ngettext("Er klopt %(number)s ding nog niet", "Er kloppen %(number)s dingen nog niet", number)
    # The summary takes focus when the page opens, so that it is the first thing read; a form may decline (`takes_focus`).
    focus = getattr(form, "takes_focus", True)
    return {"mistakes": mistakes, "title": title % {"number": word}, "focus": focus}


def _mistakes(form: BaseForm) -> list[Mistake]:
    found = [Mistake("", "", str(message)) for message in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else _first_control(field)
        label = "" if field.is_hidden else _with_colon(str(field.label))
        found.extend(Mistake(target, label, str(message)) for message in field.errors)
    return found


def _row_mistakes(rows: BaseFormSet[Any]) -> list[Mistake]:
    """Return what is wrong with rows of the same fields: which row, in front of the label."""
    found = [Mistake("", "", str(message)) for message in rows.non_form_errors()]
    for number, form in enumerate(rows.forms, 1):
        before = f"{number}. " if len(rows.forms) > 1 else ""
        found.extend(Mistake(one.target, before + one.label, one.message) for one in _mistakes(form))
    return found


def _with_colon(label: str) -> str:
    return label if label.endswith((":", "?", ".", "!")) else f"{label}:"


def _first_control(field: Any) -> str:
    """Return the id that a link can go to: that of the first option when the field is a list of them."""
    if field.use_fieldset and field.subwidgets:
        return str(field.subwidgets[0].id_for_label or field.auto_id)
    return str(field.id_for_label or field.auto_id)


@register.filter
def is_checkbox(field: Any) -> bool:
    """Tell whether a field of a form is a single checkbox, which stands before its label."""
    return bool(field.widget_type == "checkbox")


@register.simple_tag(takes_context=True)
def current(context: Context, url: str) -> str:
    """Return what `aria-current` says of a menu's current item: the very page, or the part of the site one is in."""
    request: HttpRequest | None = context.get("request")
    return "page" if request is not None and request.path == url else "true"
