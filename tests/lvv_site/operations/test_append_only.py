"""Facts are never edited: PostgreSQL itself refuses, on every table of the declared list."""

import pytest
from django.db import connection, models, transaction
from django.db.utils import IntegrityError

from lvv_site.operations.append_only import append_only_models, retention

pytestmark = pytest.mark.django_db
FACTS = append_only_models()


def insert_any_row(model: type[models.Model]) -> None:
    """Put a row in the table past constraints and defaults: what is tested is the trigger."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no foreign keys, no triggers
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        names, values = [], []
        for field in model._meta.concrete_fields:
            if field.primary_key and isinstance(field, models.AutoField):
                continue
            names.append(connection.ops.quote_name(field.column))
            values.append(sample(field))
        cursor.execute(f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({", ".join(values)})')
        cursor.execute("SET LOCAL session_replication_role = origin")


def sample(field: models.Field) -> str:
    kind = field.db_type(connection) or ""
    if field.null:
        return "NULL"
    for start, value in {
        "bool": "false", "date": "'2026-01-01'", "daterange": "'[2026-01-01,2027-01-01)'", "timestamp": "now()", "jsonb": "'{}'",
        "uuid": "gen_random_uuid()", "bytea": "'\\x00'", "inet": "'127.0.0.1'", "numeric": "1", "text": "'x'", "varchar": "'x'",
    }.items():  # fmt: skip
        if kind.startswith(start) and not (start == "date" and kind.startswith("daterange")):
            return value
    return "1"


def test_there_is_a_declared_list():
    assert {"StatusEvent", "PersonMerge"} <= {model.__name__ for model in FACTS}


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_a_raw_statement_is_refused(model, statement):
    try:
        with transaction.atomic():
            insert_any_row(model)
    except IntegrityError:
        pytest.fail(f"no sample row could be made for {model}")
    table = connection.ops.quote_name(model._meta.db_table)
    column = connection.ops.quote_name(model._meta.concrete_fields[-1].column)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, column=column))


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model.__name__)
def test_only_retention_writes_past_it_and_only_in_its_transaction(model):
    insert_any_row(model)
    table = connection.ops.quote_name(model._meta.db_table)
    with retention(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
    assert not model._default_manager.exists()
    insert_any_row(model)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
