"""The embedded server: started, shared, survived, refused. These start real servers."""

import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from lvv_site.operations import postgres
from lvv_site.operations.postgres import Cluster, PostgresUnavailableError

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from lvv_site.operations.postgres import Cluster
with Cluster(Path({folder!r}), durable=False).running():
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path):
    # pytest's own folders are closed to others; the server may run as another user.
    for parent in (tmp_path, *tmp_path.parents):
        if parent == Path("/tmp"):
            break
        parent.chmod(0o755)
    return tmp_path


@pytest.fixture
def cluster(folder):
    cluster = Cluster(folder / "postgres", durable=False)
    yield cluster
    if (cluster.data / "postmaster.pid").exists():
        cluster._pg_ctl("-m", "immediate", "-w", "stop")


def query(cluster: Cluster, sql: str) -> object:
    with psycopg.connect(cluster.url("lvv"), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def holder(cluster: Cluster) -> subprocess.Popen[str]:
    code = HOLD.format(root=str(ROOT), folder=str(cluster.root))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with process.stdout as output:
        assert output.readline() == "up\n"
    return process


def test_it_starts_keeps_its_data_and_stops_with_the_last_user(cluster):
    with cluster.running():
        query(cluster, "CREATE TABLE kept (n int)")
        query(cluster, "INSERT INTO kept VALUES (7)")
        first = (cluster.data / "postmaster.pid").read_text().splitlines()[0]
        with cluster.running():
            assert (cluster.data / "postmaster.pid").read_text().splitlines()[0] == first
        assert query(cluster, "SELECT n FROM kept") == 7
    assert not cluster._answers()
    with cluster.running():
        assert query(cluster, "SELECT n FROM kept") == 7


def test_its_log_holds_no_statement(cluster):
    with cluster.running():
        query(cluster, "CREATE TABLE people (email text UNIQUE)")
        query(cluster, "INSERT INTO people VALUES ('geheim-7351')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            query(cluster, "INSERT INTO people VALUES ('geheim-7351')")
    log = (cluster.root / "log").read_text()
    assert "duplicate key" in log
    assert "geheim-7351" not in log


def test_another_process_keeps_it_up(cluster):
    other = holder(cluster)
    with cluster.running():
        pass
    assert cluster._answers()
    other.send_signal(signal.SIGINT)
    other.wait(20)
    assert not cluster._answers()


def test_it_starts_again_after_everything_was_killed_hard(cluster):
    other = holder(cluster)
    pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    query(cluster, "CREATE TABLE kept (n int)")
    query(cluster, "INSERT INTO kept VALUES (7)")
    query(cluster, "CHECKPOINT")
    other.kill()
    other.wait()
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    with cluster.running():
        assert query(cluster, "SELECT n FROM kept") == 7


def test_a_deeply_nested_clone_works(folder):
    deep = folder.joinpath(*["een-heel-lange-mapnaam-die-diep-genest-is"] * 4)
    cluster = Cluster(deep / "postgres", durable=False)
    assert len(os.fsencode(cluster.socket_folder)) <= postgres.SOCKET_FOLDER_BYTES
    with cluster.running():
        assert query(cluster, "SELECT 1") == 1


def test_a_path_with_spaces_and_quotes_works(folder):
    cluster = Cluster(folder / "map met 'spaties', en komma" / "postgres", durable=False)
    with cluster.running():
        assert query(cluster, "SELECT 1") == 1


def test_a_parent_that_the_server_cannot_enter_is_told(folder):
    closed = folder / "dicht"
    closed.mkdir(mode=0o700)
    stranger = pwd.getpwnam("nobody")
    with pytest.raises(PostgresUnavailableError, match=f"'nobody', who cannot enter {closed}"):
        postgres._check_enterable(closed / "postgres", stranger)


def test_a_socket_folder_of_somebody_else_is_refused(folder, monkeypatch):
    foreign = folder / "s"
    foreign.mkdir()
    monkeypatch.setattr(postgres.os, "geteuid", lambda: 4711)
    with pytest.raises(PostgresUnavailableError, match="belongs to another user"):
        postgres._own_folder(foreign, None)


def test_nobody_else_can_enter_the_socket_folder(cluster):
    with cluster.running():
        assert cluster.socket_folder.stat().st_mode & 0o077 == 0
        assert query(cluster, "SHOW listen_addresses") == ""
