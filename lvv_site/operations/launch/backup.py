"""`make backup FILE=` and `make restore FILE=`: the whole database and all files, in one tar.

The last thing in the tar is a list with the hash of everything else, so that a restore knows before it writes anything
whether all of it is there as it was. Signing keys are not in it: whoever finds a backup must not be able to sign. A
restore goes into an empty place only.
"""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
FOLDERS = ("media", "private")
DUMP = "database.dump"
HASHES = "SHA256SUMS"  # as `sha256sum --check` reads it
DAMAGED = (tarfile.TarError, EOFError, UnicodeDecodeError)


class RefusedError(Exception):
    """The backup or restore would not be what was asked; nothing was changed."""


def main(action: str, name: str) -> int:
    """Back up to, or restore from, a file."""
    from lvv_site.operations import postgres

    if not name:
        print(f"Say which file: make {action} FILE=backup.tar", file=sys.stderr)
        return 1
    cluster = postgres.Cluster(VAR / "postgres")
    url = os.environ.get("DATABASE_URL")
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        if url:
            _run(action, Path(name), url)
        else:
            with cluster.running():
                _run(action, Path(name), cluster.url("lvv"))
    except (RefusedError, postgres.PostgresUnavailableError, OSError) as error:
        print(f"{action}: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"{action}: {Path(error.cmd[0]).name} failed: {error.stderr.strip()}", file=sys.stderr)
        return 1
    return 0


def _run(action: str, file: Path, url: str) -> None:
    if action == "backup":
        backup(file, url)
        print(f"Backup written: {file} ({file.stat().st_size // 1024} kB)")
    else:
        restore(file, url)
        print(f"Restored from {file}")


def backup(file: Path, url: str) -> None:
    """Write one tar, complete or not at all.

    Raises:
        RefusedError: the file is there already.
    """
    if file.exists():
        raise RefusedError(f"{file} exists already")
    with tempfile.TemporaryDirectory(prefix="backup.", dir=VAR) as folder:
        dump = Path(folder) / DUMP
        _postgres("pg_dump", url, "--format=custom", "--no-unlogged-table-data", f"--file={dump}")
        _write(file, dump)


def _write(file: Path, dump: Path) -> None:
    partial = file.with_name(file.name + ".partial")
    try:  # for us alone: everything that everybody entrusted to the association is in it
        number = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
    except FileExistsError:
        raise RefusedError(f"{partial} exists: another backup is busy, or was cut off; remove it then") from None
    try:
        with os.fdopen(number, "wb") as out:
            with tarfile.open(fileobj=out, mode="w") as archive:
                _fill(archive, dump)
            out.flush()
            os.fsync(number)
        partial.rename(file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


class _Hashing:
    """Reads a file and hashes what was read: so the hash is that of the bytes in the archive."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


def _fill(archive: tarfile.TarFile, dump: Path) -> None:
    """Add the dump, then the files (those added since are no harm), then the hashes of all."""
    hashes = [_add(archive, dump, DUMP)]
    for folder in (VAR / name for name in FOLDERS if (VAR / name).is_dir()):
        paths = (folder, *sorted(folder.rglob("*")))
        hashes.extend(_add(archive, path, str(path.relative_to(VAR))) for path in paths)
    listed = "".join(hashes).encode()
    last = tarfile.TarInfo(HASHES)
    last.size = len(listed)
    archive.addfile(last, io.BytesIO(listed))


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Add a file or folder and return its line for the list; nothing for what was taken away while we were at it."""
    try:
        member = archive.gettarinfo(path, name)
        if not member.isfile():
            archive.addfile(member)
            return ""
        with path.open("rb") as file:
            archive.addfile(member, content := _Hashing(file))
    except FileNotFoundError:
        return ""
    return f"{content.digest.hexdigest()}  {name}\n"


def restore(file: Path, url: str) -> None:
    """Restore into an empty place, all or nothing.

    Raises:
        RefusedError: there is no such file, it is damaged, or there is data here already.
    """
    if not file.exists():
        raise RefusedError(f"{file} does not exist")
    _check_empty(url)
    with tempfile.TemporaryDirectory(prefix="restore.", dir=VAR) as name:
        folder = Path(name)
        _unpack(file, folder)
        parts = [part for part in FOLDERS if (folder / part).exists()]
        for part in parts:
            (folder / part).rename(VAR / part)  # over an empty folder, or nothing
        try:  # last, in one transaction: when this is done, all is
            arguments = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
            _postgres("pg_restore", url, *arguments, str(folder / DUMP))
        except BaseException:
            for part in parts:
                (VAR / part).rename(folder / part)
            raise


def _check_empty(url: str) -> None:
    tables = _postgres("psql", url, "-Atc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").strip()
    full = [f"{VAR / name}" for name in FOLDERS if (VAR / name).exists() and any((VAR / name).iterdir())]
    if tables != "0" or full:
        what = "the database" if tables != "0" else full[0]
        raise RefusedError(
            f"{what} is not empty; restore only into an empty place (an empty var/, or another DATABASE_URL)"
        )


def _unpack(file: Path, folder: Path) -> None:
    """Unpack beside the place where it will go, and check every hash.

    Raises:
        RefusedError: something is missing or is not what was backed up.
    """
    try:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter=_kept)  # noqa: S202 - the filter refuses what leads outside
        lines = (folder / HASHES).read_text().splitlines()
        wanted = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
        del found[HASHES]
    except (*DAMAGED, OSError, ValueError, KeyError) as error:
        raise RefusedError(f"{file} is damaged or no backup of this site ({error}); nothing was written") from None
    wrong = {
        name for name in wanted.keys() | found.keys() if name not in found or _digest(found[name]) != wanted.get(name)
    }
    if wrong or DUMP not in wanted:
        raise RefusedError(f"{file} is damaged at {min(wrong or {DUMP})}; nothing was written")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """Refuse what leads outside; keep what the others may not: a private folder stays closed."""
    safe = tarfile.data_filter(member, folder)
    return safe.replace(mode=member.mode & 0o755) if safe else None


def _postgres(program: str, url: str, *arguments: str) -> str:
    """Run a client program; the password goes by its environment, for command lines are there for all to see."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    from lvv_site.operations import postgres

    server = conninfo_to_dict(url)
    password = server.pop("password", None)
    command = [str(postgres.binaries() / program), f"--dbname={make_conninfo('', **server)}", *arguments]
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
