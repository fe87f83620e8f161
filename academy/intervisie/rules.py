"""Who may see and do what. A group that is not yours does not exist for you; what only its contact person does is refused."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from lvv_site.members import people
from lvv_site.members.models import Person, User
from lvv_site.members.rules import person_of

from .models import Group, Meeting
from .queries import is_contact, takes_part, took_part
from .recording import latest


def own_page[**P](
    view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give a view the person who is signed in; an account without a person first tells its name."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = person_of(request)
        return view(request, person, *args, **kwargs) if person else redirect("members:details")

    return guarded


def account(request: HttpRequest) -> User:
    """Return who is signed in, behind `own_page`."""
    assert isinstance(request.user, User)  # noqa: S101 - `own_page` requires a login
    return request.user


def own_group(person: Person, pk: int) -> Group:
    """Return a group that this person takes part in today.

    Raises:
        Http404: does not take part, or there is no such group.
    """
    group = get_object_or_404(Group, pk=pk)
    if not takes_part(group, person):
        raise Http404
    return group


def led_group(person: Person, pk: int) -> Group:
    """Return a group of which this person is the contact person.

    Raises:
        Http404: does not take part, or there is no such group.
        PermissionDenied: takes part, as somebody else than the contact person.
    """
    group = own_group(person, pk)
    if not is_contact(group, person):
        raise PermissionDenied
    return group


def own_meeting(person: Person, pk: int) -> Meeting:
    """Return a meeting of a group that this person takes part in, or took part in on the day of the meeting.

    Raises:
        Http404: neither, or there is no such meeting.
    """
    meeting = get_object_or_404(Meeting.objects.select_related("group"), pk=pk)
    if takes_part(meeting.group, person) or took_part(meeting.group, person, meeting.on):
        return meeting
    last = latest(meeting)
    if last is None or not last.presences.filter(person__in=people.ids_of(person)).exists():
        raise Http404
    return meeting


def led_meeting(person: Person, pk: int) -> Meeting:
    """Return a meeting of a group of which this person is the contact person.

    Raises:
        Http404: nothing to do with this meeting, or there is none.
        PermissionDenied: somebody else than the contact person.
    """
    meeting = own_meeting(person, pk)
    if not is_contact(meeting.group, person):
        raise PermissionDenied
    return meeting
