"""Samples of evidence: drawn by a seed that anybody can use again."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from academy.hours import privacy, samples
from academy.hours.models import EvidenceSample, ImmutableError, SampledClaim, SampleRemark, SampleRemarkText
from academy.hours.samples import NothingToDrawError
from lvv_site.members.models import Person
from tests.academy.hours.office import OUTSIDE, signed_in
from tests.factories import hours
from tests.factories.members import PersonFactory, UserFactory

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@given(st.sets(st.integers(1, 10_000), max_size=50), st.integers(1, 60), st.text(max_size=10))
def test_the_same_seed_draws_the_same_whatever_the_order(ids: set[int], size: int, seed: str) -> None:
    first = samples.drawn(seed, size, sorted(ids))
    assert first == samples.drawn(seed, size, sorted(ids, reverse=True))
    assert len(first) == min(size, len(ids))
    assert set(first) <= ids
    assert samples.drawn(seed, 60, sorted(ids))[: len(first)] == first


def test_the_draw_is_the_same_in_every_year() -> None:
    assert samples.drawn("voorjaar-2026", 4, list(range(1, 21))) == [16, 13, 10, 6]


def approved(number: int, on: dt.date = dt.date(2026, 3, 2)) -> list[int]:
    return [hours.claim(on=on, decided="approved", title=f"Lezing {one}").pk for one in range(number)]


@pytest.mark.django_db
def test_a_sample_is_drawn_from_what_was_approved_in_the_range() -> None:
    inside = approved(3)
    approved(1, dt.date(2025, 12, 31))
    hours.claim(on=dt.date(2026, 3, 2))
    hours.claim(on=dt.date(2026, 3, 2), decided="rejected")
    hours.entry(on=dt.date(2026, 3, 2))
    sample = samples.draw(*YEAR, 10, UserFactory.create(), "zaad")
    assert (sample.population, sample.size) == (3, 10)
    assert {one.entry_id for one in sample.claims.all()} == set(inside)


@pytest.mark.django_db
def test_later_approvals_change_nothing_about_an_earlier_draw() -> None:
    approved(4)
    sample = samples.draw(*YEAR, 2, UserFactory.create(), "zaad")
    kept = list(sample.claims.values_list("entry", flat=True))
    approved(4)
    assert samples.repeats(sample)
    assert list(sample.claims.values_list("entry", flat=True)) == kept


@pytest.mark.django_db
def test_another_draw_is_told_apart() -> None:
    ids = approved(3)
    sample = EvidenceSample.objects.create(
        seed="zaad", first=YEAR[0], last=YEAR[1], size=1, population=3, by=UserFactory.create()
    )
    chosen = samples.drawn("zaad", 3, ids)[-1]
    SampledClaim.objects.create(sample=sample, entry_id=chosen, place=1)
    assert not samples.repeats(sample)


@pytest.mark.django_db
def test_without_a_seed_one_is_chosen() -> None:
    approved(1)
    seeds = {samples.draw(*YEAR, 1, UserFactory.create()).seed for _ in range(3)}
    assert len(seeds) == 3


@pytest.mark.django_db
def test_there_must_be_something_to_draw_from() -> None:
    with pytest.raises(NothingToDrawError):
        samples.draw(*YEAR, 1, UserFactory.create())
    assert EvidenceSample.objects.count() == 0


@pytest.mark.django_db
def test_a_changed_or_lost_file_is_noticed() -> None:
    (pk,) = approved(1)
    claim = samples.draw(*YEAR, 1, UserFactory.create()).claims.get()
    (file,) = samples.files_of(claim)
    assert (claim.entry_id, file.is_intact) == (pk, True)
    store, name = file.evidence.file.storage, file.evidence.file.name
    with open(store.path(name), "ab") as opened:  # noqa: PTH123 - as an intruder would
        opened.write(b"x")
    assert [one.is_intact for one in samples.files_of(claim)] == [False]
    store.delete(name)
    assert [one.is_intact for one in samples.files_of(claim)] == [False]


@pytest.mark.django_db
def test_what_was_found_stays_and_can_only_be_added_to() -> None:
    approved(1)
    user = UserFactory.create()
    claim = samples.draw(*YEAR, 1, user).claims.get()
    first = samples.remark(claim, "wrong", user, "Blad 2 ontbreekt")
    samples.remark(claim, "in_order", user)
    assert [one.verdict for one in claim.remarks.all()] == ["wrong", "in_order"]
    with pytest.raises(ImmutableError):
        first.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        SampleRemark.objects.filter(pk=first.pk).update(verdict="in_order")


@pytest.mark.django_db
def test_erasing_somebody_takes_the_words_away_and_not_the_facts() -> None:
    person: Person = PersonFactory.create()
    hours.claim(person, on=dt.date(2026, 3, 2), decided="approved")
    user = UserFactory.create()
    claim = samples.draw(*YEAR, 1, user).claims.get()
    samples.remark(claim, "wrong", user, "Naam op blad 2")
    privacy.erase(person)
    assert SampleRemarkText.objects.count() == 0
    assert claim.remarks.count() == 1


@pytest.mark.django_db
def test_drawing_looking_and_saying_what_was_found(client: Client) -> None:
    user = signed_in(client)
    approved(5)
    response = client.post(
        reverse("evidence_sample:draw"), {"first": "2026-01-01", "last": "31-12-2026", "size": "2", "seed": "lente"}
    )
    sample = EvidenceSample.objects.get()
    assert response.headers["Location"] == reverse("evidence_sample:inspect", args=[sample.pk])
    page = client.get(response.headers["Location"]).content.decode()
    assert "2 van 5 goedgekeurde opgaven" in page
    assert "komt er hetzelfde uit" in page
    assert page.count("nog niet bekeken") == 2
    claim = sample.claims.get(place=1)
    address = reverse("evidence_sample:remark", args=[sample.pk, claim.pk])
    assert "nog hetzelfde bestand als ontvangen" in client.get(address).content.decode()
    assert "Schrijf op wat er niet in orde is." in client.post(address, {"verdict": "wrong"}).content.decode()
    client.post(address, {"verdict": "wrong", "text": "Geen datum"})
    page = client.get(reverse("evidence_sample:inspect", args=[sample.pk])).content.decode()
    assert "niet in orde" in page
    assert "Geen datum" in page
    assert claim.remarks.get().by == user
    assert "lente" in client.get(reverse("evidence_sample:index")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last": "2025-01-01"}, "De laatste dag ligt voor de eerste dag."),
        ({"size": "0"}, "1"),
        ({"size": "501"}, "500"),
        ({"seed": "twee woorden"}, "Alleen letters, cijfers"),
        ({"first": "2020-01-01", "last": "2020-12-31"}, "geen enkele opgave goedgekeurd"),
    ],
)
def test_a_refusal_is_told_beside_the_field(client: Client, typed: dict[str, str], said: str) -> None:
    signed_in(client)
    approved(1)
    page = client.post(
        reverse("evidence_sample:draw"), {"first": "2026-01-01", "last": "2026-12-31", "size": "2", **typed}
    ).content.decode()
    assert said in page
    assert EvidenceSample.objects.count() == 0


@pytest.mark.django_db
def test_a_claim_of_another_sample_is_not_found(client: Client) -> None:
    user = signed_in(client)
    approved(2)
    one, other = samples.draw(*YEAR, 1, user, "a"), samples.draw(*YEAR, 1, user, "b")
    address = reverse("evidence_sample:remark", args=[one.pk, other.claims.get().pk])
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_who_may_see_and_draw_samples(client: Client) -> None:
    approved(1)
    sample = samples.draw(*YEAR, 1, UserFactory.create(), "geheim-zaad")
    pages = [reverse("evidence_sample:index"), reverse("evidence_sample:inspect", args=[sample.pk])]
    verbs = [
        reverse("evidence_sample:draw"),
        reverse("evidence_sample:remark", args=[sample.pk, sample.claims.get().pk]),
    ]
    for address in (*pages, *verbs):
        assert "/account/login/" in client.get(address).headers["Location"]
    for role in ("board", *OUTSIDE):
        other = Client()
        signed_in(other, role)
        for address in pages:
            assert ("geheim-zaad" in other.get(address).content.decode()) is (role == "board")
        for address in verbs:
            assert other.get(address).status_code in {302, 403}
            other.post(address, {"first": "2026-01-01", "last": "2026-12-31", "size": "1", "verdict": "in_order"})
    assert (EvidenceSample.objects.count(), SampleRemark.objects.count()) == (1, 0)
