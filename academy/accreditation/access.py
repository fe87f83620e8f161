"""Who may do what in the portal of providers, and who may read a file of accreditation.

In the portal everything belongs to a provider that the account works for today; anything else does not exist for it (404, whoever
asks). An assessor reads a file only while it is assigned and nothing ties them to its provider (`conflicts.py`), whenever that came
up; `handle_application` and `decide_application` read all files.
"""

from collections.abc import Callable, Collection
from functools import cache, wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from lvv_site.members.models import User

from . import conflicts
from .enums import StepKind
from .models import Application, Assignment, Provider, Step

PROVIDERS = """
SELECT {columns} FROM accreditation_provider provider WHERE EXISTS (
  SELECT 1 FROM accreditation_providerperson person
  WHERE person.provider_id = provider.id AND person.user_id = %s AND person.ended_at IS NULL
) ORDER BY provider.name, provider.id
"""
READ_ALL = ("accreditation.handle_application", "accreditation.decide_application")
ASSESS = "accreditation.assess_application"
TO_ASSESS = (StepKind.TAKEN_UP, StepKind.OBJECTED, StepKind.REOPENED)  # after these steps there is something to assess


def providers_of(user: User | AnonymousUser) -> list[Provider]:
    """Return the providers that an account works for today, by name."""
    if not isinstance(user, User) or not user.is_active:
        return []
    columns, sql = _providers()
    with connection.cursor() as cursor:
        cursor.execute(sql, [user.pk])
        return [Provider.from_db(connection.alias, columns, row) for row in cursor.fetchall()]


@cache
def _providers() -> tuple[list[str], str]:
    """Return the columns of a provider and the fixed statement of whom an account works for: every page of the portal asks it."""
    fields = Provider._meta.concrete_fields
    columns = ", ".join(f"provider.{field.column}" for field in fields)
    return [field.attname for field in fields], PROVIDERS.format(columns=columns)


def user_of(request: HttpRequest) -> User:
    """Return the account of a request that was let in."""
    assert isinstance(request.user, User)  # noqa: S101 - `portal` let it in
    return request.user


def portal[**P, R: HttpResponseBase](
    view: Callable[Concatenate[HttpRequest, Provider, P], R],
) -> Callable[..., R]:  # the address passes the slug by its name, which `Concatenate` cannot say
    """Let in who works for the provider of the address (`<slug:provider>`); for others it does not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, provider: str, *args: P.args, **kwargs: P.kwargs) -> R:
        mine = next((one for one in providers_of(request.user) if one.slug == provider), None)
        if mine is None:
            raise Http404
        response = view(request, mine, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def own_application(provider: Provider, code: str) -> Application:
    """Return an application of a provider; 404 for everything else."""
    found = Application.objects.select_related("training", "provider").filter(provider=provider, code=code).first()
    if found is None:
        raise Http404
    return found


def reads_all(user: User) -> bool:
    """Whether somebody may read every file: the office and the committee."""
    return any(user.has_perm(one) for one in READ_ALL)


def assignment_of(user: User, application: Application) -> Assignment | None:
    """Return the standing assignment of an assessor to a file, if any; one with a conflict of interest does not count."""
    if not user.has_perm(ASSESS):
        return None
    found = Assignment.objects.filter(_open(), application=application, assessor=user, ended_at=None)
    mine = found.select_related("meeting").first()
    return None if mine is None or conflicts.of(user, application) else mine


def assigned_to(user: User) -> list[int]:
    """Return the files that an assessor has to assess now, in a fixed number of queries."""
    if not user.has_perm(ASSESS):
        return []
    mine = Assignment.objects.filter(_open(), assessor=user, ended_at=None)
    files = list(Application.objects.filter(pk__in=mine.values("application")).defer("content"))
    tied = conflicts.between([user], files)
    return [one.pk for one in files if not tied[user.pk, one.pk]]


def _open() -> Exists:
    """Return the condition that there is something to assess: the provider may have withdrawn the application meanwhile."""
    steps = Step.objects.filter(application=OuterRef("application"))
    later = Step.objects.filter(application=OuterRef("application"), number__gt=OuterRef("number"))
    return Exists(steps.filter(~Exists(later), kind__in=TO_ASSESS))


def to_assess(application_ids: Collection[int]) -> set[int]:
    """Return which of these files have something to assess."""
    later = Step.objects.filter(application=OuterRef("application"), number__gt=OuterRef("number"))
    last = Step.objects.filter(~Exists(later), application__in=application_ids, kind__in=TO_ASSESS)
    return set(last.values_list("application", flat=True))


def may_read(user: User, application: Application) -> bool:
    """Whether somebody of the association may read a file now."""
    return reads_all(user) or assignment_of(user, application) is not None
