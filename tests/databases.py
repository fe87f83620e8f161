"""Databases for tests: the migrations run once, everybody works in a copy, and what a test committed is taken back.

Running the migrations takes the better part of a minute, copying their outcome half a second. An original is named after
the sources that it came from: a change to any of them makes a new one, and `--reuse-db` never meets a stale one.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("lvv_site", "academy", "events", "kenniscentrum")
ORIGINALS = "lvv_original_"
LOCK = 5_218_704  # any number that nobody else uses as an advisory lock
TABLES = """
    SELECT quote_ident(relname), array(
        SELECT quote_ident(attname) FROM pg_attribute
        WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        ORDER BY attnum
    ) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
"""

PRINT = "md5(string_agg(held::text, '' ORDER BY held::text))"

type Make = Callable[[str], None]


def fingerprint(*more: str, folders: tuple[str, ...] = SOURCES) -> str:
    """Return what tells these sources, and what else matters, from any others."""
    digest = hashlib.sha256("\0".join([settings.DATABASES["default"]["ENGINE"], *more]).encode())
    files = [ROOT / "requirements.txt", *(path for folder in folders for path in sorted((ROOT / folder).rglob("*")))]
    for path in files:
        if path.is_file() and path.suffix not in {".pyc", ".mo"}:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """Connect to the server of the tests, alone among all who make or copy originals there."""
    target = connection.get_connection_params() | {"dbname": "postgres"}
    known = {key: value for key, value in target.items() if key in {"dbname", "user", "password", "host", "port"}}
    with psycopg.connect(**known, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield server


def _run(server: psycopg.Connection, statement: str, *names: str) -> None:
    # Only names are filled in, each quoted.
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def _original(server: psycopg.Connection, kind: str, mark: str, make: Make) -> str:
    """Return the name of an original, made with `make(name)` when there is none of this mark; older ones go."""
    name = f"{ORIGINALS}{kind}_{mark}"
    there = [
        row[0]
        for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{ORIGINALS}{kind}_%"])
    ]
    if name in there:
        return name
    for stale in there:
        _run(server, "DROP DATABASE {} WITH (FORCE)", stale)
    half = f"{ORIGINALS}{kind}_half"
    make(half)
    _run(server, "ALTER DATABASE {} RENAME TO {}", half, name)
    return name


def _copy(server: psycopg.Connection, original: str, name: str) -> None:
    drop(server, name)
    _run(server, "CREATE DATABASE {} TEMPLATE {}", name, original)
    server.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(original)),
    )


def drop(server: psycopg.Connection, name: str) -> None:
    """Remove a database, whoever is still in it."""
    _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _is_copy(server: psycopg.Connection, original: str, name: str) -> bool:
    found = server.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return found is not None and found[0] == original


def _migrate(name: str) -> None:
    """Make a database with all that migrations put into it."""
    before = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        connection.close()
    finally:
        connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"] = before
        settings.DATABASES["default"]["NAME"] = before[0]


def give(name: str, *, reuse: bool = False) -> None:
    """Let the default connection use a database of this name, as the migrations leave it.

    With `reuse` one that an earlier run left is used again, if it came from the same sources.
    """
    with _server() as server:
        original = _original(server, "migrated", fingerprint(), _migrate)
        if not (reuse and _is_copy(server, original, name)):
            _copy(server, original, name)
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def give_filled(name: str, kind: str, mark: str, fill: Make) -> None:
    """Make a database of this name that is migrated and filled; `fill(name)` runs once for all who want this kind."""

    def make(half: str) -> None:
        _copy(server, _original(server, "migrated", fingerprint(), _migrate), half)
        fill(half)

    with _server() as server:
        _copy(server, _original(server, kind, fingerprint(mark, folders=(*SOURCES, "themes")), make), name)


def take_away(name: str) -> None:
    """Remove a database that was given."""
    connection.close()
    with _server() as server:
        drop(server, name)


class Untouched:
    """What the database holds when no test has run: after one that commits, everything else goes.

    Django's own flush empties every table and then fills some again; this takes away only what came, and puts back what the
    migrations had put there, so that the next test finds what it would have found as the first.
    """

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            self.columns: dict[str, str] = {name: ", ".join(columns) for name, columns in cursor.fetchall()}
            cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE {name})" for name in self.columns))
            held = [row[0] for row in cursor.fetchall()]
            self.rows = {name: self._read(cursor.cursor, name) for name in held}
            cursor.execute(" UNION ALL ".join(f"SELECT '{name}', {PRINT} FROM {name} AS held" for name in held))
            prints: dict[str, str] = dict(cursor.fetchall())
        self.looks = " UNION ALL ".join(
            f"SELECT '{name}' FROM {name} AS held HAVING {PRINT} IS DISTINCT FROM '{prints[name]}'"
            if name in prints
            else f"SELECT '{name}' WHERE EXISTS (TABLE {name})"
            for name in self.columns
        )

    def _read(self, cursor: psycopg.Cursor, name: str) -> bytes:
        with cursor.copy(f"COPY {name} ({self.columns[name]}) TO STDOUT") as copy:  # type: ignore[arg-type]
            return b"".join(bytes(block) for block in copy)

    def bring_back(self) -> None:
        """Undo whatever was committed."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger refuses, no key is looked after
            # Whoever was killed or still writes is waited for: nothing of theirs arrives afterwards.
            cursor.execute(f"LOCK TABLE {', '.join(self.columns)} IN EXCLUSIVE MODE")
            cursor.execute(self.looks)
            for (name,) in cursor.fetchall():
                cursor.execute(f"DELETE FROM {name}")
                if name in self.rows:
                    with cursor.cursor.copy(f"COPY {name} ({self.columns[name]}) FROM STDIN") as copy:
                        copy.write(self.rows[name])
