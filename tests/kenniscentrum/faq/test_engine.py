"""The index follows what is published, in every process, without making anybody wait."""

import threading

import pytest
from django.db import connection, transaction

from kenniscentrum.faq import finding
from kenniscentrum.faq.models import SearchStamp, SynonymGroup
from kenniscentrum.faq.search.engine import Engine
from kenniscentrum.faq.search.index import SearchIndex
from kenniscentrum.faq.search.thesaurus import Thesaurus
from tests.factories.faq import knowledge_index, question

EMPTY = Thesaurus([])


def slugs(query: str) -> list[str]:
    finding.engine.refresh()
    return [hit.document.slug for hit in finding.find(query).hits]


@pytest.mark.django_db
class TestWhatChangesTheIndex:
    def test_publishing_and_unpublishing(self) -> None:
        page = question(title="Mag een olifant mee naar kantoor?", slug="olifant")
        assert slugs("olifant") == ["olifant"]
        page.unpublish()
        assert slugs("olifant") == []

    def test_a_draft_is_not_found(self) -> None:
        page = question(title="Mag een olifant mee?", slug="olifant")
        page.title = "Mag een neushoorn mee?"
        page.save_revision()
        assert slugs("neushoorn") == []
        assert slugs("olifant") == ["olifant"]

    def test_deleting(self) -> None:
        page = question(title="Mag een olifant mee?", slug="olifant")
        assert slugs("olifant") == ["olifant"]
        page.delete()
        assert slugs("olifant") == []

    def test_a_new_address(self) -> None:
        index = knowledge_index()
        question(index, title="Mag een olifant mee?", slug="olifant")
        finding.engine.refresh()
        index.slug = "weten"
        index.save_revision().publish()
        finding.engine.refresh()
        assert finding.find("olifant").hits[0].document.url == "/weten/olifant/"

    def test_the_thesaurus(self) -> None:
        question(title="Mag een olifant mee?", slug="olifant")
        assert slugs("slurfdier") == []
        group = SynonymGroup.objects.create(words="slurfdier", leads_to="olifant")
        assert slugs("slurfdier") == ["olifant"]
        group.delete()
        assert slugs("slurfdier") == []

    def test_members_pages_are_not_in_it(self) -> None:
        question(title="Mag een olifant mee?", slug="olifant", members_only=True)
        assert slugs("olifant") == []

    def test_the_stamp_goes_back_with_the_transaction(self) -> None:
        knowledge_index()
        before = SearchStamp.current()
        with transaction.atomic():
            question()
            transaction.set_rollback(True)
        assert SearchStamp.current() == before


class Versions:
    """A version in the database and builds that are counted."""

    def __init__(self) -> None:
        self.version, self.asked, self.builds = 1, 0, 0
        self.go = threading.Event()
        self.go.set()

    def read(self) -> int:
        self.asked += 1
        return self.version

    def build(self) -> SearchIndex:
        self.go.wait(5)
        self.builds += 1
        return SearchIndex([], EMPTY)


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> Versions:
    monkeypatch.setattr(connection, "close", lambda: None)
    return Versions()


def test_the_version_is_asked_for_once_in_ten_seconds(versions: "Versions", monkeypatch: pytest.MonkeyPatch) -> None:
    engine, clock = Engine(versions.read, versions.build), [100.0]
    monkeypatch.setattr("kenniscentrum.faq.search.engine.time.monotonic", lambda: clock[0])
    first = engine.current()
    versions.version = 2
    clock[0] += 9
    assert engine.current() is first
    assert (versions.asked, versions.builds) == (1, 1)


def test_a_newer_version_is_built_beside_while_requests_go_on(
    versions: "Versions", monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, clock = Engine(versions.read, versions.build), [100.0]
    monkeypatch.setattr("kenniscentrum.faq.search.engine.time.monotonic", lambda: clock[0])
    first = engine.current()
    versions.version = 2
    versions.go.clear()
    clock[0] += 11
    assert engine.current() is first
    assert engine.current() is first
    versions.go.set()
    for thread in threading.enumerate():
        if thread.name == "faq-index":
            thread.join(5)
    assert engine.current() is not first
    assert versions.builds == 2


def test_an_unchanged_version_is_not_built_again(versions: "Versions") -> None:
    engine = Engine(versions.read, versions.build)
    assert engine.refresh() is engine.refresh()
    assert versions.builds == 1
