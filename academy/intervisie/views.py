"""One's own groups below `/mijn/intervisie/`: overview, finding a group, starting one, its page, leaving it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lvv_site import civil
from lvv_site.members.membership import is_member
from lvv_site.members.models import Person

from . import groups as verbs
from . import joining, listing
from .forms import ContactForm, FindForm, GroupForm, tell
from .models import Group
from .queries import contact_of, is_full, participants, registered_since, rules_on, takes_part
from .refusals import IntervisieError
from .rules import account, led_group, own_group, own_page

PAGE_SIZE = 12


def crumbs(*further: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """Return the path to a page of this room; the last item is the page itself."""
    above: list[tuple[str, str | None]] = [(_("Overzicht"), reverse("members:home"))]
    return [*above, (_("Intervisie"), reverse("intervisie:overview") if further else None), *further]


def group_crumbs(group: Group, page: str | None = None) -> list[tuple[str, str | None]]:
    """Return the path to a page of a group."""
    if page is None:
        return crumbs((group.name, None))
    return crumbs((group.name, reverse("intervisie:group", args=[group.pk])), (page, None))


def _recent[Row](request: HttpRequest, rows: Sequence[Row]) -> listing.Recent[Row]:
    return listing.recent(rows, everything="alle" in request.GET)


@require_safe
@own_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Show one's own groups, what waits, and where one was present."""
    context = {
        "mine": listing.mine(person),
        "requests": listing.own_requests(person),
        "attended": _recent(request, listing.attended(person)),
        "may_start": is_member(person, civil.today()),
        "breadcrumb": crumbs(),
    }
    return render(request, "intervisie/overview.html", context)


@require_safe
@own_page
def groups(request: HttpRequest, person: Person) -> HttpResponse:
    """Find groups that newcomers may ask to join; the names of contact persons are for members."""
    form = FindForm(request.GET)
    form.is_valid()
    found = listing.open_groups(person, form.cleaned_data.get("q") or "", online=bool(form.cleaned_data.get("online")))
    page_obj = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    member = is_member(person, civil.today())
    context = {
        "form": form,
        "page_obj": page_obj,
        "contacts": listing.contacts_of(page_obj.object_list) if member else {},
        "asked": set(listing.own_requests(person).values_list("group", flat=True)),
        "may_start": member,
        "max_group": rules_on(civil.today()).max_group,
        "breadcrumb": crumbs((_("Zoek een groep"), None)),
    }
    return render(request, "intervisie/groups.html", context)


@require_http_methods(["GET", "POST"])
@own_page
def start(request: HttpRequest, person: Person) -> HttpResponse:
    """Start a group, as a member."""
    if not is_member(person, civil.today()):
        return render(request, "403.html", {"reason": "members_only"}, status=403)
    form = GroupForm(request.POST or None, initial={"open": True})
    if request.method == "POST" and form.is_valid():
        made = verbs.start(form.plain(), person, account(request))
        messages.success(request, _("De groep is begonnen en jij bent de contactpersoon. Nodig nu deelnemers uit."))
        return redirect("intervisie:group", made.pk)
    context = {
        "form": form, "rules": rules_on(civil.today()), "breadcrumb": crumbs((_("Begin een groep"), None)),
    }  # fmt: skip
    return render(request, "intervisie/start.html", context)


@require_safe
@own_page
def group(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Show a group: to participants everything, to others an open group without the names of its participants."""
    found = get_object_or_404(Group.objects.prefetch_related("registrations"), pk=pk)
    if takes_part(found, person):
        return render(request, "intervisie/group.html", _inside(request, found, person))
    contact = contact_of(found)
    if not found.open or contact is None:
        raise Http404
    today = civil.today()
    context = {
        **_about(found),
        "contact": contact if is_member(person, today) else None,
        "size": len(participants(found)),
        "full": is_full(found),
        "waiting": listing.own_requests(person).filter(group=found).exists(),
        "attended": _recent(request, listing.attended(person, found)),
    }
    return render(request, "intervisie/open_group.html", context)


def _about(group: Group) -> dict[str, Any]:
    today = civil.today()
    return {
        "group": group,
        "registered_since": registered_since(group.registrations.all(), today),
        "rules": rules_on(today),
        "breadcrumb": group_crumbs(group),
    }


def _inside(request: HttpRequest, group: Group, person: Person) -> dict[str, Any]:
    today = civil.today()
    contact = contact_of(group)
    leads = contact is not None and contact.pk == person.pk
    present = participants(group)
    return {
        **_about(group),
        "contact": contact,
        "leads": leads,
        "participants": present,
        "full": len(present) >= rules_on(today).max_group,
        "coming": listing.coming(group, today),
        "to_record": listing.to_record(group, today),
        "requests": listing.waiting_requests(group) if leads else [],
        "invitations": joining.open_invitations(group) if leads else [],
        "past": _recent(request, listing.past(group)),
        "own": {one.meeting.pk: one for one in listing.attended(person, group)},
    }


@require_http_methods(["GET", "POST"])
@own_page
def edit(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Change what the group is called and where it meets."""
    found = led_group(person, pk)
    form = GroupForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        verbs.edit(found.pk, form.plain())
        messages.success(request, _("Bewaard."))
        return redirect("intervisie:group", found.pk)
    context = {"form": form, "group": found, "breadcrumb": group_crumbs(found, _("Groep wijzigen"))}
    return render(request, "intervisie/edit.html", context)


@require_http_methods(["GET", "POST"])
@own_page
def change_contact(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Hand the group over to another participant."""
    found = led_group(person, pk)
    others = [one for one in participants(found) if one.pk != person.pk]
    form = ContactForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_contact(found.pk, form.cleaned_data["person"], account(request))
        except IntervisieError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("De groep heeft een nieuwe contactpersoon. Die krijgt een mail."))
            return redirect("intervisie:group", found.pk)
    context = {
        "form": form, "group": found, "others": others, "breadcrumb": group_crumbs(found, _("Contactpersoon")),
    }  # fmt: skip
    return render(request, "intervisie/change_contact.html", context)


@require_http_methods(["GET", "POST"])
@own_page
def leave(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Leave a group, after asking."""
    found = own_group(person, pk)
    refused = ""
    if request.method == "POST":
        try:
            verbs.leave(found.pk, person, account(request))
        except IntervisieError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Je doet niet meer mee met de groep. Je uren en bewijzen blijven."))
            return redirect("intervisie:overview")
    context = {"group": found, "refused": refused, "breadcrumb": group_crumbs(found, _("Groep verlaten"))}
    return render(request, "intervisie/leave.html", context)
