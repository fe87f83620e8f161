"""The demonstration's portal is what its module says."""

import pytest

from academy.accreditation import demo_portal, keys
from academy.accreditation.access import providers_of
from academy.accreditation.models import Provider, ProviderRequest
from lvv_site import civil
from lvv_site.operations.demo import DemoPlan
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_it_holds_people_an_invitation_a_key_and_requests_in_every_state() -> None:
    of = Provider.objects.create(
        name="Academie De Brug", slug=demo_portal.PROVIDER, kvk_number="00000101", place="Utrecht"
    )
    worker = UserFactory.create(person=PersonFactory.create(email=demo_portal.WORKER), role="provider")
    UserFactory.create(person=PersonFactory.create(email=demo_portal.OFFICE))
    demo_portal.load(DemoPlan(members=0, seed=1, today=civil.today()))
    assert providers_of(worker) == [of]
    assert (of.people.filter(ended_at=None).count(), of.people.exclude(ended_at=None).count()) == (2, 1)
    assert of.invitations.filter(used_at=None, withdrawn_at=None).count() == 1
    assert (of.keys.count(), keys.standing(of).count()) == (1, 0)
    requests = ProviderRequest.objects
    assert requests.filter(confirmed_at=None).count() == 1
    assert requests.filter(confirmed_at__isnull=False, decided_at=None).count() == 2
    assert requests.exclude(refusal="").count() == requests.exclude(provider=None).count() == 1


def test_without_the_account_it_makes_nothing() -> None:
    Provider.objects.create(name="Academie De Brug", slug=demo_portal.PROVIDER)
    demo_portal.load(DemoPlan(members=0, seed=1, today=civil.today()))
    assert not ProviderRequest.objects.exists()
