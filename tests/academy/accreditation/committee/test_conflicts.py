"""Who may not judge a file: the rule as a table, and what it is fetched from."""

import datetime as dt

import pytest
from django.utils import timezone

from academy.accreditation import access, conflicts
from academy.accreditation.conflicts import Known, Place, Tied, judged
from academy.accreditation.mailboxes import fold, organisation_of
from academy.accreditation.models import ProviderDetails, ProviderPerson, Tie
from lvv_site.members.models import User
from tests.factories.accreditation import application, provider, submitted, worker
from tests.factories.members import PersonFactory, UserFactory

from .files import assessor, assigned, taken_up

ON = dt.date(2026, 6, 1)
ME, THEM, OTHER, P, Q = 1, 2, 3, 10, 11
OWN = "werkt of werkte voor deze opleider"
COLLEAGUE = "werkt bij een andere opleider samen met iemand van deze opleider"
HANDS = "begon deze aanvraag of diende haar in"
SAME = "heeft hetzelfde e-mailadres als iemand van deze opleider"
DOMAIN = "heeft een e-mailadres van dezelfde organisatie als iemand van deze opleider"
NAMED = "staat met dezelfde naam bij de docenten"
LONG_AGO, JUST = dt.date(2024, 5, 31), dt.date(2024, 6, 1)  # an ended tie counts 24 months
CASES = [
    ("nothing", {}, []),
    ("works there", {"places": [Place(ME, P)]}, [OWN]),
    ("worked there until 24 months ago", {"places": [Place(ME, P, JUST)]}, [OWN]),
    ("worked there longer ago", {"places": [Place(ME, P, LONG_AGO)]}, []),
    ("works elsewhere alone", {"places": [Place(ME, Q), Place(THEM, P)]}, []),
    ("works elsewhere with somebody of it", {"places": [Place(ME, Q), Place(THEM, Q), Place(THEM, P)]}, [COLLEAGUE]),
    ("elsewhere, long ago", {"places": [Place(ME, Q, LONG_AGO), Place(THEM, Q), Place(THEM, P)]}, []),
    ("a colleague who left long ago", {"places": [Place(ME, Q), Place(THEM, Q, LONG_AGO), Place(THEM, P)]}, []),
    ("a colleague who left it lately", {"places": [Place(ME, Q), Place(THEM, Q), Place(THEM, P, JUST)]}, [COLLEAGUE]),
    ("somebody else's colleague", {"places": [Place(OTHER, Q), Place(THEM, Q), Place(THEM, P)]}, []),
    ("own tie", {"ties": [Tied("own")]}, ["dit is een eigen opleider (opgegeven band)"]),
    ("colleague's", {"ties": [Tied("colleague")]}, ["dit is een opleider van een collega (opgegeven band)"]),
    ("other tie", {"ties": [Tied("other")]}, ["er is een opgegeven band met deze opleider"]),
    ("tie ended lately", {"ties": [Tied("own", JUST)]}, ["dit is een eigen opleider (opgegeven band)"]),
    ("tie ended long ago", {"ties": [Tied("own", LONG_AGO)]}, []),
    ("started it", {"hands": frozenset({ME})}, [HANDS]),
    ("somebody else started it", {"hands": frozenset({THEM})}, []),
    ("same address", {"addresses": {"a@brug.nl"}, "provider_addresses": {"a@brug.nl"}}, [SAME]),
    ("same organisation", {"addresses": {"a@brug.nl"}, "provider_addresses": {"b@brug.nl"}}, [DOMAIN]),
    ("both at a public mailbox", {"addresses": {"a@gmail.com"}, "provider_addresses": {"b@gmail.com"}}, []),
    ("another organisation", {"addresses": {"a@brug.nl"}, "provider_addresses": {"b@oever.nl"}}, []),
    ("named as a teacher", {"name": "anne de wit", "teachers": frozenset({"anne de wit", "jan"})}, [NAMED]),
    ("another teacher", {"name": "anne de wit", "teachers": frozenset({"anna de wit"})}, []),
    ("nobody's name", {"name": "", "teachers": frozenset({""})}, []),
    ("several", {"places": [Place(ME, P)], "hands": frozenset({ME})}, [OWN, HANDS]),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_who_may_not(facts: dict, expected: list[str]) -> None:  # type: ignore[type-arg]  # any fact
    sets = {key: frozenset(value) if isinstance(value, set) else value for key, value in facts.items()}
    assert [str(one) for one in judged(Known(ME, P, **sets), ON, 24)] == expected


@pytest.mark.parametrize(
    ("address", "organisation"),
    [
        ("a@brug.nl", "brug.nl"), ("A@Brug.NL", "brug.nl"), ("a@gmail.com", ""), ("a@ziggo.nl", ""), ("a@post.example", ""),
        ("a@example", ""), ("", ""), ("a@mail.brug.nl", "mail.brug.nl"),
    ],
)  # fmt: skip
def test_organisation_of(address: str, organisation: str) -> None:
    assert organisation_of(address) == organisation


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Anne de Wit", "anne  DE wit", True), ("Hélène van den Brink", "Helene van den Brink", True),
        ("Anne de Wit", "Anna de Wit", False), ("J. Smit-Jansen", "J Smit Jansen", True), ("", " ", True),
    ],
)  # fmt: skip
def test_fold(name: str, other: str, same: bool) -> None:
    assert (fold(name) == fold(other)) is same


def person(email: str = "", given: str = "Anne", infix: str = "de", family: str = "Wit") -> User:
    made = PersonFactory.create(
        given_name=given, infix=infix, family_name=family, **({"email": email} if email else {})
    )
    return UserFactory.create(person=made, role="assessor")


@pytest.mark.django_db
def test_everything_is_fetched() -> None:
    of = provider()
    file = submitted(application(of))  # its teacher is called Anne de Wit
    mine = person("anne@brug.nl")
    assert [str(one) for one in conflicts.of(mine, file)] == [NAMED]
    ProviderDetails.objects.create(provider=of, invoice_email="Administratie@BRUG.nl")
    Tie.objects.create(user=mine, provider=of, kind="own")
    ProviderPerson.objects.create(user=mine, provider=of, ended_at=timezone.now())
    file.started_by = mine
    file.save(update_fields=["started_by"])
    found = [str(one) for one in conflicts.of(mine, file)]
    assert found == [OWN, "dit is een eigen opleider (opgegeven band)", HANDS, DOMAIN, NAMED]


@pytest.mark.django_db
def test_a_colleague_elsewhere_is_found() -> None:
    of, elsewhere = provider(), provider()
    file, mine, them = submitted(application(of)), assessor(), worker(of)
    for one in (mine, them):
        ProviderPerson.objects.create(user=one, provider=elsewhere)
    assert [str(one) for one in conflicts.of(mine, file)] == [COLLEAGUE]


@pytest.mark.django_db
def test_two_assessors_at_the_same_provider_are_each_others_conflict() -> None:
    of = provider()
    file, mine = submitted(application(of)), person("a@brug.nl", "Bo", "", "Bos")
    theirs = person("b@brug.nl", "Cas", "", "Vos")
    ProviderPerson.objects.create(user=theirs, provider=of)
    found = conflicts.between([mine, theirs], [file])
    assert [str(one) for one in found[mine.pk, file.pk]] == [DOMAIN]
    assert [str(one) for one in found[theirs.pk, file.pk]] == [OWN]


@pytest.mark.django_db
def test_who_sent_it_in_may_not() -> None:
    mine = assessor()
    assert [str(one) for one in conflicts.of(mine, submitted(by=mine))] == [HANDS]


@pytest.mark.django_db
def test_any_number_takes_the_same_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    people, files = [assessor() for _ in range(4)], [submitted() for _ in range(5)]
    with django_assert_max_num_queries(7):
        assert len(conflicts.between(people, files)) == 20


@pytest.mark.django_db
def test_a_conflict_that_appears_later_closes_the_file() -> None:
    mine = assessor()
    seat = assigned(taken_up(), mine)[0]
    fresh = User.objects.get(pk=mine.pk)
    assert access.may_read(fresh, seat.application)
    assert access.assigned_to(fresh) == [seat.application_id]
    ProviderPerson.objects.create(user=mine, provider=seat.application.provider)
    assert not access.may_read(fresh, seat.application)
    assert access.assigned_to(fresh) == []
