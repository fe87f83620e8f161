"""The databases that all other tests stand on: what a test commits is taken back, and sources tell their original."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from tests import databases
from tests.factories.members import PersonFactory


def counted() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(databases.TABLES)
        names = [row[0] for row in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names))
        return dict(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_what_was_added_changed_and_deleted_is_as_before():
    untouched, before = databases.Untouched(), counted()
    assert before["auth_group"] > 0
    names = list(Permission.objects.order_by("pk").values_list("name", flat=True))
    PersonFactory.create_batch(3)
    Permission.objects.update(name="changed")
    Group.objects.all().delete()
    untouched.bring_back()
    assert counted() == before
    assert list(Permission.objects.order_by("pk").values_list("name", flat=True)) == names


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_turn", range(2))
def test_each_test_that_commits_begins_with_what_migrations_left(_turn):
    assert Group.objects.exists()
    Group.objects.all().delete()


def test_other_sources_have_another_fingerprint(monkeypatch, tmp_path):
    (tmp_path / "academy").mkdir()
    (tmp_path / "requirements.txt").write_text("django==6.1.3")
    monkeypatch.setattr(databases, "ROOT", tmp_path)
    found = {databases.fingerprint(), databases.fingerprint("2026-11-22")}
    (tmp_path / "academy" / "models.py").write_text("x = 1")
    found.add(databases.fingerprint())
    (tmp_path / "academy" / "models.py").write_text("x = 2")
    found.add(databases.fingerprint())
    assert len(found) == 4
