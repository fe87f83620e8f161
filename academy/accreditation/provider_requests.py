"""How an organisation becomes a provider: it asks, proves its address, and the office decides, once.

Whether an organisation is a provider already is not told on screen: the answer there is always the same, and the mail to the
address that was given tells the rest (`portal_letters.request_context`).
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lvv_site.members.models import User

from . import office_letters, portal_letters, portal_people, tracing
from .decisions import RefusedError
from .models import Provider, ProviderDetails, ProviderRequest

RESERVED = frozenset({"aanmelden", "uitnodiging"})  # pages of the portal that stand where a provider's address would
SLUG_LENGTH = 60
SPACE_FOR_NUMBER = 5


class DecidedError(RefusedError):
    """Somebody else decided meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Over deze aanvraag is al besloten. Hieronder ziet u wat."))


@transaction.atomic
def submit(asked: ProviderRequest) -> None:
    """Keep a request and mail the link that proves its address."""
    asked.save()
    portal_letters.send_request(asked)


@transaction.atomic
def prove(asked: ProviderRequest) -> None:
    """Note that the asker reads the mail of this address: from now on the office sees the request."""
    held = ProviderRequest.objects.select_for_update().get(pk=asked.pk)
    if held.confirmed_at is None:
        held.confirmed_at = timezone.now()
        held.save(update_fields=["confirmed_at"])
        office_letters.tell_proven(held)


@transaction.atomic
def approve(request_id: int, new: Provider, by: User) -> Provider:
    """Make the provider, with the asker as its contact, and invite the asker.

    Raises:
        DecidedError: somebody decided already.
        RefusedError: address or KvK number were taken meanwhile.
    """
    asked = _hold(request_id)
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        raise RefusedError(_("Het adres of het KvK-nummer is zojuist door een ander gebruikt.")) from None
    ProviderDetails.objects.create(provider=new, contact=asked.contact, email=asked.email, phone=asked.phone)
    _accept(asked, new, by)
    return new


@transaction.atomic
def connect(request_id: int, provider: Provider, by: User) -> None:
    """Let the asker work for a provider that exists, by an invitation. Raises as `approve`."""
    _accept(_hold(request_id), provider, by)


@transaction.atomic
def refuse(request_id: int, reason: str, by: User) -> None:
    """Refuse a request and mail why; DecidedError when somebody decided already."""
    asked = _hold(request_id)
    asked.refusal = reason
    _decided(asked, by)
    portal_letters.send_refusal(asked)


def free_slug(name: str) -> str:
    """Return an address for a provider of this name that nobody has."""
    plain = slugify(name)[: SLUG_LENGTH - SPACE_FOR_NUMBER].strip("-") or "opleider"
    taken = RESERVED | set(Provider.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    number, slug = 1, plain
    while slug in taken:
        number += 1
        slug = f"{plain}-{number}"
    return slug


def _hold(request_id: int) -> ProviderRequest:
    """Fetch a request and keep it until the transaction ends: of two who decide at once, one finds it decided."""
    held = ProviderRequest.objects.select_for_update().get(pk=request_id, confirmed_at__isnull=False)
    if held.decided_at is not None:
        raise DecidedError
    return held


def _accept(asked: ProviderRequest, provider: Provider, by: User) -> None:
    asked.provider = provider
    _decided(asked, by)
    tracing.trace(tracing.About(provider=provider), by, "request.accepted", new=asked.email)
    portal_people.invite(provider, asked.email, by)


def _decided(asked: ProviderRequest, by: User) -> None:
    asked.decided_at, asked.decided_by = timezone.now(), by
    asked.save(update_fields=["provider", "refusal", "decided_at", "decided_by"])
