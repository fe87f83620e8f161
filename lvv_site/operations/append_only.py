"""Facts are appended, never edited: PostgreSQL itself refuses UPDATE and DELETE on them.

Only the retention command writes past the triggers, through the transaction-local setting `lvv.retention`. There is no
statement trigger on TRUNCATE: it would break the flushing of test databases; production's role lacks that right.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations import RunSQL

FUNCTION = """
CREATE OR REPLACE FUNCTION lvv_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF current_setting('lvv.retention', true) = 'on' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'A correction is a new row.';
END $body$;
"""


class ImmutableError(Exception):
    """A fact was about to be changed or deleted. The database refuses it too; a correction is a new row."""


class Fact(models.Model):
    """A row that is written once. Its migration installs `triggers` for its table."""

    APPEND_ONLY = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append. ImmutableError when the row exists already."""
        if not self._state.adding:
            raise ImmutableError(f"{self._meta.label} {self.pk}")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise ImmutableError(f"{self._meta.label} {self.pk}")


def triggers(*tables: str) -> list[RunSQL]:
    """Return migration operations that make these tables append-only."""
    return [
        RunSQL(FUNCTION, RunSQL.noop),
        *(
            RunSQL(
                f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION lvv_append_only()",
                f'DROP TRIGGER IF EXISTS "{table}_append_only" ON "{table}"',
            )
            for table in tables
        ),
    ]


def append_only_models() -> list[type[models.Model]]:
    """Return the declared list: every model with `APPEND_ONLY = True`."""
    return [model for model in apps.get_models() if getattr(model, "APPEND_ONLY", False)]


@contextmanager
def retention() -> Iterator[None]:
    """Let the retention command, and only that, erase what its term has passed; ends with the transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lvv.retention', 'on', true)")
        yield
        cursor.execute("SELECT set_config('lvv.retention', 'off', true)")
