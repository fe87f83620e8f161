"""`make backup FILE=` and `make restore FILE=`: the whole database and all files, in one tar.

Signing keys are not in it: whoever finds a backup must not be able to sign. A restore goes into an empty place only.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
FOLDERS = ("media", "private")
DUMP = "database.dump"


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
        if url:
            _run(action, Path(name), url)
        else:
            with cluster.running():
                _run(action, Path(name), cluster.url("lvv"))
    except (RefusedError, postgres.PostgresUnavailableError, OSError, tarfile.TarError) as error:
        print(f"{action}: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"{action}: {Path(error.cmd[0]).name} failed: {error.stderr.strip()}", file=sys.stderr)
        return 1
    return 0


def _run(action: str, file: Path, url: str) -> None:
    if action == "backup":
        backup(file, url)
    else:
        restore(file, url)


def backup(file: Path, url: str) -> None:
    """Write one tar, complete or not at all.

    Raises:
        RefusedError: the file is there already.
    """
    if file.exists():
        raise RefusedError(f"{file} exists already")
    partial = file.with_name(file.name + ".partial")
    with tempfile.TemporaryDirectory(dir=VAR) as folder:
        dump = Path(folder) / DUMP
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-unlogged-table-data", f"--file={dump}", url)
        with tarfile.open(partial, "w") as archive:
            archive.add(dump, DUMP)
            for name in FOLDERS:
                if (VAR / name).exists():
                    archive.add(VAR / name, name)
    partial.rename(file)
    print(f"Backup written: {file} ({file.stat().st_size // 1024} kB)")


def restore(file: Path, url: str) -> None:
    """Restore into an empty place.

    Raises:
        RefusedError: there is no such file, or there is data here already.
    """
    if not file.exists():
        raise RefusedError(f"{file} does not exist")
    tables = _postgres("psql", "-Atc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", url).strip()
    full = [name for name in FOLDERS if (VAR / name).exists() and any((VAR / name).iterdir())]
    if tables != "0" or full:
        what = "the database" if tables != "0" else f"var/{full[0]}"
        raise RefusedError(
            f"{what} is not empty; restore only into an empty place (an empty var/, or another DATABASE_URL)"
        )
    with tempfile.TemporaryDirectory(dir=VAR) as folder, tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
        _postgres(
            "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={url}", f"{folder}/{DUMP}"
        )
        for name in FOLDERS:
            if (Path(folder) / name).exists():
                if (VAR / name).exists():
                    (VAR / name).rmdir()
                (Path(folder) / name).rename(VAR / name)
    print(f"Restored from {file}")


def _postgres(program: str, *arguments: str) -> str:
    from lvv_site.operations import postgres

    command = [str(postgres.binaries() / program), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
