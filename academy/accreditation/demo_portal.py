"""Demonstration data of accreditation: who works for a provider."""

from lvv_site.members.models import User
from lvv_site.operations.demo import DemoPlan

from .models import Provider, ProviderDetails, ProviderPerson

WORKER = "opleider@demo.example"
PROVIDER = "academie-de-brug"


def load(_plan: DemoPlan) -> None:
    """Let the demonstration's provider account work for the first provider."""
    provider = Provider.objects.get(slug=PROVIDER)
    worker = User.objects.filter(email=WORKER).first()
    if worker is None:
        return
    ProviderPerson.objects.create(provider=provider, user=worker)
    ProviderDetails.objects.create(
        provider=provider, contact=str(worker.person or ""), email=WORKER, invoice_email="facturen@academie-de-brug.example",
        street="Brugstraat 12", postcode="3511 AB", city="Utrecht",
    )  # fmt: skip
