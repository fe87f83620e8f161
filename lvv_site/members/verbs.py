"""What the office can do with a person: one page per verb, which asks first, with a permission of its own."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from . import activation, people, personal_data, roles
from .forms import MergeForm, OfficeDetailsForm, RolesForm
from .models import Person, User
from .tasks import invite_members


class VerbView(WagtailAdminTemplateMixin, FormView[Any]):
    """A page that asks and then does; who lacks `permission` gets neither."""

    permission: ClassVar[str]
    form_class: type[BaseForm] = Form
    template_name = "members/admin/verb.html"
    header_icon = "user"
    button: ClassVar[str | Promise]
    serious: ClassVar[bool] = False  # what cannot be undone has a red button

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse who lacks the permission, before anything is looked up: "not found" would tell what there is.

        Raises:
            PermissionDenied: the visitor lacks it.
        """
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm(self.permission):
            raise PermissionDenied

    def by(self) -> User:
        """Return who does it."""
        assert isinstance(self.request.user, User)  # noqa: S101 - anonymous visitors have no permission
        return self.request.user

    def above(self) -> list[tuple[str, str | Promise]]:
        """Return the pages above this one, each an address and a label."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return what is above this page, and this page."""
        above = [{"url": url, "label": label} for url, label in self.above()]
        return [
            *self.breadcrumbs_items,
            *above,
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the word on the button."""
        return {**super().get_context_data(**kwargs), "button": self.button}


class PersonVerbView(VerbView, ABC):
    """A verb about one person. `act` does it and returns the sentence that says so."""

    logged_as: ClassVar[str]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the person; an entry that was merged or erased can only be looked at."""
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(Person.objects.current().filter(erased_at=None), pk=kwargs["pk"])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it and note in the admin's log that it was done; what cannot be done is said, and nothing happened."""
        try:
            with transaction.atomic():
                said = self.act(form)
                log(instance=self.person, action=f"members.{self.logged_as}", user=self.by())
        except (activation.CannotInviteError, people.CannotMergeError) as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, said)
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it."""

    def get_page_subtitle(self) -> str:
        """Say about whom it is."""
        return self.person.full_name

    def get_success_url(self) -> str:
        """Go back to the person's page, or to that of the entry that stands for it now."""
        return reverse("person:inspect", args=[people.resolve(self.person.pk)])

    def above(self) -> list[tuple[str, str | Promise]]:
        """List, person."""
        return [(reverse("person:index"), _("Mensen")), (self.get_success_url(), self.person.full_name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person."""
        return {**super().get_context_data(**kwargs), "person": self.person}


class ChangeView(PersonVerbView):
    """Correct somebody's name, address or language."""

    logged_as = "change"
    permission = "members.change_person"
    page_title = gettext_lazy("Gegevens wijzigen")
    button = gettext_lazy("Bewaren")
    form_class = OfficeDetailsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with what we have."""
        return {**super().get_form_kwargs(), "instance": self.person}

    def act(self, form: OfficeDetailsForm) -> str:
        """Save."""
        form.save()
        return _("Bewaard.")


class InviteView(PersonVerbView):
    """Send somebody an activation mail."""

    logged_as = "invite"
    permission = "members.invite_person"
    page_title = gettext_lazy("Activatiemail sturen")
    button = gettext_lazy("Versturen")
    template_name = "members/admin/invite.html"

    def act(self, form: BaseForm) -> str:
        """Send it."""
        activation.invite(self.person, self.by())
        return _("De activatiemail gaat naar %(email)s.") % {"email": self.person.email}


class MergeView(PersonVerbView):
    """Say that this entry and another one are the same human being: search, look, confirm."""

    logged_as = "merge"
    permission = "members.merge_person"
    page_title = gettext_lazy("Samenvoegen")
    button = gettext_lazy("Samenvoegen")
    template_name = "members/admin/merge.html"
    serious = True
    form_class = MergeForm

    def act(self, form: MergeForm) -> str:
        """Merge."""
        into = get_object_or_404(Person, pk=form.cleaned_data["into"])
        people.merge(self.person, into, self.by())
        return _("Samengevoegd. Alles van de een staat nu bij de ander.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what a search finds, or the one that was chosen."""
        asked, chosen = self.request.GET.get("q", ""), self.request.GET.get("into", "")
        others = Person.objects.current().filter(erased_at=None).exclude(pk=self.person.pk)
        context: dict[str, Any] = {
            "q": asked,
            "found": others.search(asked).order_by("family_name", "pk")[:20] if asked else [],
        }
        if chosen.isdecimal() and len(chosen) < 19:
            context["chosen"] = get_object_or_404(others, pk=int(chosen))
        return {**super().get_context_data(**kwargs), **context}


class RolesView(PersonVerbView):
    """Give and take somebody's roles. Nobody changes their own."""

    logged_as = "roles"
    permission = "members.assign_role"
    page_title = gettext_lazy("Rollen")
    button = gettext_lazy("Bewaren")
    form_class = RolesForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse one's own account, and send back from somebody without one."""
        account = people.account_of(self.person)
        if account == request.user:
            raise PermissionDenied
        if account is None:
            return redirect(self.get_success_url())
        self.account = account
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Tick the roles that are there."""
        return {"roles": [role.code for role in roles.of(self.account)]}

    def act(self, form: RolesForm) -> str:
        """Save."""
        roles.assign(self.account, form.chosen())
        return _("De rollen zijn bewaard.")


class EraseView(PersonVerbView):
    """Erase somebody's personal data. Not one's own: the office would lock itself out halfway."""

    logged_as = "erase"
    permission = "members.erase_person"
    page_title = gettext_lazy("Persoonsgegevens wissen")
    button = gettext_lazy("Voorgoed wissen")
    template_name = "members/admin/erase.html"
    serious = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse oneself."""
        if getattr(request.user, "person", None) == self.person:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: BaseForm) -> str:
        """Erase."""
        personal_data.erase(self.person)
        self.person.refresh_from_db()
        return _("De persoonsgegevens zijn gewist.")


class InviteMembersView(VerbView):
    """Send an activation mail to every member without an account who got none this week."""

    permission = "members.invite_person"
    page_title = gettext_lazy("Leden uitnodigen")
    button = gettext_lazy("Versturen")
    template_name = "members/admin/invite_members.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many that are."""
        return {**super().get_context_data(**kwargs), "number": activation.uninvited_members().count()}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Leave it to a task: it may be thousands of mails."""
        number = activation.uninvited_members().count()
        invite_members.enqueue(self.by().pk)
        text = ngettext("%(number)d lid krijgt een mail.", "%(number)d leden krijgen een mail.", number)
        messages.success(self.request, text % {"number": number})
        return redirect("person:index")


@dataclass(frozen=True)
class Verb:
    """A verb as a button: where it leads, what it is called, and to whom it applies."""

    name: str
    path: str
    label: str | Promise
    view: type[PersonVerbView]
    applies: Callable[[Person, HttpRequest], bool] = lambda _person, _request: True


def _has_no_account(person: Person, _request: HttpRequest) -> bool:
    return person.email is not None and people.account_of(person) is None


def _has_account_of_another(person: Person, request: HttpRequest) -> bool:
    account = people.account_of(person)
    return account is not None and account != request.user


def _is_another(person: Person, request: HttpRequest) -> bool:
    return getattr(request.user, "person", None) != person


VERBS = (
    Verb("change", "wijzigen", gettext_lazy("Wijzigen"), ChangeView),
    Verb("invite", "uitnodigen", gettext_lazy("Activatiemail"), InviteView, _has_no_account),
    Verb("merge", "samenvoegen", gettext_lazy("Samenvoegen"), MergeView),
    Verb("roles", "rollen", gettext_lazy("Rollen"), RolesView, _has_account_of_another),
    Verb("erase", "wissen", gettext_lazy("Wissen"), EraseView, _is_another),
)


def offered(request: HttpRequest, person: Person) -> list[Verb]:
    """Return the verbs that apply to this person and that the visitor may use; none for an erased person."""
    if person.erased_at is not None:
        return []
    return [verb for verb in VERBS if request.user.has_perm(verb.view.permission) and verb.applies(person, request)]
