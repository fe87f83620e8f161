"""Backup and restore of a real database and real files: everything comes back, or nothing is touched."""

import contextlib
import hashlib
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lvv_site.operations.postgres import Cluster

ROOT = Path(__file__).resolve().parents[4]
PICTURE = bytes(range(256)) * 400  # more than one block, not text


class Place:
    """A var/ with its running database."""

    def __init__(self, var: Path) -> None:
        self.var, self.cluster = var, Cluster(var / "postgres", durable=False)

    def make(self, action: str, file: Path | str, **environment: str) -> tuple[int, str, str]:
        given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        done = subprocess.run(
            [sys.executable, ROOT / "lvv_site/operations/launch/backup.py", action, str(file)],
            env=given | {"VAR_DIR": str(self.var)} | environment, capture_output=True, text=True, cwd="/",
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def query(self, sql: str) -> list[tuple]:
        with psycopg.connect(self.cluster.url("lvv"), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def files(self) -> dict[str, tuple[bytes, int]]:
        found = [path for name in ("media", "private") for path in (self.var / name).rglob("*") if path.is_file()]
        return {str(path.relative_to(self.var)): (path.read_bytes(), path.stat().st_mode & 0o777) for path in found}

    def is_empty(self) -> bool:
        tables = self.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return not tables and not self.files() and not list(self.var.glob("restore.*"))


@pytest.fixture
def opened(folder) -> Iterator:
    with contextlib.ExitStack() as stack:

        def place(name: str) -> Place:
            place = Place(folder / name)
            place.var.mkdir()
            stack.enter_context(place.cluster.running())
            return place

        yield place


@pytest.fixture
def site(opened) -> Place:
    site = opened("var")
    site.query("CREATE EXTENSION btree_gist")
    site.query(
        "CREATE TABLE fact (id int PRIMARY KEY, said text, during daterange, EXCLUDE USING gist (during WITH &&))"
    )
    site.query("INSERT INTO fact SELECT n, 'één ' || n, daterange(date '2026-01-01' + n, date '2026-01-02' + n) FROM generate_series(1, 500) n")  # fmt: skip
    site.query("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$")
    site.query("CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON fact FOR EACH ROW EXECUTE FUNCTION refuse()")
    for name, mode in {"media/images/foto's van één.png": 0o640, "private/ab/cd12.pdf": 0o600}.items():
        path = site.var / name
        path.parent.mkdir(parents=True)
        path.write_bytes(PICTURE + name.encode())
        path.chmod(mode)
    (site.var / "private").chmod(0o700)
    (site.var / "keys").mkdir()
    (site.var / "keys" / "signing.pem").write_text("never in a backup")
    return site


@pytest.fixture
def file(site, folder) -> Path:
    file = folder / "backup.tar"
    assert site.make("backup", file) == (0, f"Backup written: {file} ({file.stat().st_size // 1024} kB)\n", "")
    return file


def test_everything_comes_back_in_an_empty_place_and_a_second_time_is_refused(site, file, opened):
    place = opened("elders")
    assert place.make("restore", file) == (0, f"Restored from {file}\n", "")
    for sql in ("SELECT id, said, during FROM fact ORDER BY id", "SELECT extname FROM pg_extension ORDER BY 1"):
        assert place.query(sql) == site.query(sql)
    with pytest.raises(psycopg.errors.RaiseException, match="append only"):
        place.query("DELETE FROM fact")
    assert place.files() == site.files()
    assert len(place.files()) == 2
    assert (place.var / "private").stat().st_mode & 0o777 == 0o700

    code, said, told = place.make("restore", file)
    assert (code, said) == (1, "")
    assert told.startswith("restore: the database is not empty; restore only into an empty place")
    assert place.files() == site.files()


def test_files_that_are_there_are_not_overwritten(file, opened):
    place = opened("elders")
    (place.var / "media").mkdir()
    (place.var / "media" / "mine.txt").write_text("mine")
    code, _said, told = place.make("restore", file)
    assert (code, f"{place.var}/media is not empty" in told) == (1, True)
    assert [content for content, _mode in place.files().values()] == [b"mine"]
    assert place.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_it_holds_no_keys_and_is_for_us_alone(file):
    with tarfile.open(file) as archive:
        assert not [name for name in archive.getnames() if "key" in name]
    assert b"never in a backup" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_not_overwritten_and_leaves_nothing_half(site, file):
    before = file.read_bytes()
    assert site.make("backup", file) == (1, "", f"backup: {file} exists already\n")
    assert file.read_bytes() == before
    nowhere = file.parent / "nowhere" / "b.tar"
    assert site.make("backup", nowhere)[0] == 1
    assert list(site.var.glob("backup.*")) == list(file.parent.glob("*.partial")) == []


def test_a_file_that_is_not_named_or_not_there_is_told(site, folder):
    assert site.make("backup", "") == (1, "", "Say which file: make backup FILE=backup.tar\n")
    assert site.make("restore", "") == (1, "", "Say which file: make restore FILE=backup.tar\n")
    assert site.make("restore", folder / "no.tar") == (1, "", f"restore: {folder}/no.tar does not exist\n")


def flipped(content: bytes, at: bytes, offset: int = 0) -> bytes:
    place = content.index(at) + offset
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DAMAGES = {
    "cut off at the start": lambda content: content[:700],
    "cut off halfway": lambda content: content[: len(content) // 2],
    "cut off at the end": lambda content: content[: content.index(b"SHA256SUMS")],
    "empty": lambda _content: b"",
    "something else": lambda _content: b"PK\x03\x04 a letter" * 100,
    "a bit in the dump": lambda content: flipped(content, b"PGDMP", 2000),
    "a bit in a file": lambda content: flipped(content, PICTURE, 50_000),
    "a bit in the list": lambda content: flipped(content, b"  media/", -3),
    "no list": lambda content: without(content, "SHA256SUMS"),
    "no dump": lambda content: without(content, "database.dump"),
    "a file less": lambda content: without(content, "private/ab/cd12.pdf"),
    "a file more": lambda content: with_member(content, "media/more.txt"),
    "a file outside": lambda content: with_member(content, "../outside.txt"),
}


def without(content: bytes, name: str) -> bytes:
    return rebuilt(content, lambda member: member.name != name)


def with_member(content: bytes, name: str) -> bytes:
    return rebuilt(content, lambda _member: True, tarfile.TarInfo(name))


def rebuilt(content: bytes, keep, extra: tarfile.TarInfo | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in filter(keep, old.getmembers()):
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
        if extra:
            new.addfile(extra, io.BytesIO())
    return out.getvalue()


def test_a_damaged_archive_is_refused_before_anything_is_written(file, opened, folder):
    place = opened("elders")
    content = file.read_bytes()
    for number, (name, damage) in enumerate(DAMAGES.items()):
        damaged = folder / f"{number}.tar"
        damaged.write_bytes(damage(content))
        code, said, told = place.make("restore", damaged)
        assert (code, said) == (1, ""), name
        assert told.startswith(f"restore: {damaged} is damaged"), name
        assert told.endswith("nothing was written\n"), name
        assert place.is_empty(), name
    assert not (folder / "outside.txt").exists()
    assert place.make("restore", file)[0] == 0


def test_a_dump_that_the_server_refuses_leaves_nothing(file, opened, folder):
    place = opened("elders")
    with tarfile.open(file) as archive:
        sums = archive.extractfile("SHA256SUMS").read().decode()
    real = sums.split()[0]
    other = b"PGDMP, but not really"
    forged = sums.replace(real, hashlib.sha256(other).hexdigest()).encode()
    damaged = folder / "forged.tar"
    with tarfile.open(file) as old, tarfile.open(damaged, "w") as new:
        for member in old.getmembers():
            body = {"database.dump": other, "SHA256SUMS": forged}.get(member.name)
            body = old.extractfile(member).read() if body is None and member.isfile() else body
            member.size = len(body or b"")
            new.addfile(member, io.BytesIO(body or b""))
    code, _said, told = place.make("restore", damaged)
    assert (code, told.startswith("restore: pg_restore failed")) == (1, True)
    assert place.is_empty()


def test_the_password_of_the_database_is_on_no_command_line(monkeypatch):
    from lvv_site.operations.launch import backup

    calls = []

    def run(command, **options):
        calls.append((command, options["env"].get("PGPASSWORD")))
        return subprocess.CompletedProcess(command, 0, stdout="", stderr="")

    monkeypatch.setattr(backup.subprocess, "run", run)
    backup._postgres("pg_dump", "postgresql://lvv:ge%20heim@database/lvv?sslmode=require", "--format=custom")
    [(command, password)] = calls
    assert password == "ge heim"
    assert not [part for part in command if "heim" in part]
    assert command[1:] == ["--dbname=user=lvv dbname=lvv host=database sslmode=require", "--format=custom"]
