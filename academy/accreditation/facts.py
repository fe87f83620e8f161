"""What was decided about many trainings at once, in one fixed statement.

A list of trainings is shown often, and making the statement anew each time costs more than asking it.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from . import periods
from .periods import Fact, Term

# The fields of a `Fact`, in its order, after whose it is (`Accreditation.as_fact`).
FACTS = """
SELECT training_id, id, kind, "from", until, coalesce(minutes, 0), hours_kind, withdraws_id, replaces_id
FROM accreditation_accreditation WHERE training_id = ANY(%s) ORDER BY id
"""


def facts_of_each(training_ids: Collection[int]) -> dict[int, list[Fact]]:
    """Return what was decided about each of these trainings, in the order in which it was recorded; one query."""
    found: dict[int, list[Fact]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [list(training_ids)])
        for training_id, *told in cursor.fetchall():
            found[training_id].append(Fact(*told))
    return found


def terms_of_each(training_ids: Collection[int]) -> dict[int, list[Term]]:
    """Return the periods of each of these trainings, the earliest first; one query."""
    return {training_id: periods.terms(some) for training_id, some in facts_of_each(training_ids).items()}
