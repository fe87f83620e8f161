import copy
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.certification.models import SchemeVersion
from academy.certification.schemes import InvalidSchemeError, check_rules, content_hash, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "minima", "maxima"),
    [("lvv-1.11", (32, 32, 8), (16, 16, 4)), ("lvv-2024", (24, 32, 16), (None, None, None))],
)
def test_the_shipped_schemes_are_published_and_complete(code: str, minima: Any, maxima: Any) -> None:
    scheme = SchemeVersion.objects.get(code=code)
    kinds = [scheme.rules["kinds"][kind] for kind in ("course", "intervisie", "extra")]
    assert tuple(kind["min_minutes"] / 60 for kind in kinds) == minima
    assert tuple(kind["max_minutes_per_year"] and kind["max_minutes_per_year"] / 60 for kind in kinds) == maxima
    assert scheme.rules["total_minutes"] == sum(kind["min_minutes"] for kind in kinds) == 72 * 60
    assert scheme.published_at is not None
    assert scheme.content_hash == content_hash(scheme)
    check_rules(scheme.rules)


def draft(**changes: Any) -> Any:
    rules = copy.deepcopy(SchemeVersion.objects.get(code="lvv-2024").rules) | changes
    return SchemeVersion.objects.create(code="lvv-2030", title="Regeling 2030", rules=rules, content_hash="")


def test_a_draft_may_change_and_publishing_freezes_it() -> None:
    scheme = draft(years=5)
    scheme.title = "Regeling vanaf 2030"
    scheme.save()
    publish(scheme)
    assert scheme.content_hash == content_hash(scheme)
    scheme.title = "Anders"
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        scheme.save()


@pytest.mark.parametrize(
    "changes",
    [{"granularity_minutes": 15}, {"years": 0}, {"extra_key": 1}, {"kinds": {}}, {"kinds": {kind: {"min_minutes": 20, "max_minutes_per_year": None} for kind in ("course", "intervisie", "extra")}}],
)  # fmt: skip
def test_incomplete_rules_are_not_published(changes: Any) -> None:
    with pytest.raises(InvalidSchemeError):
        publish(draft(**changes))
