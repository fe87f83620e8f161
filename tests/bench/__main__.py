"""Run the benchmarks; exit 1 when a page is over its limit."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lvv_site.operations import postgres

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE = 1600, 100_000


def main() -> int:
    """Prepare a small and a large association, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--people", type=int, default=LARGE, help="size of the large association; 0 leaves it out")
    parser.add_argument(
        "--ledgers", type=int, default=LARGE, help="ledgers for the nightly reminders; 0 leaves them out"
    )
    parser.add_argument("--only-reminders", action="store_true", help="leave out the pages and the register")
    parser.add_argument("--only-bookings", action="store_true", help="measure only reserving at contention")
    parser.add_argument("--requests", type=int, default=150)
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    from lvv_site.operations import postgres

    cluster = postgres.Cluster(Path(os.environ.get("VAR_DIR", ROOT / "var")) / "postgres")
    good = True
    if chosen.only_bookings:
        with cluster.running("lvv_bench"):
            return 0 if measure_bookings() else 1
    if not chosen.only_reminders:
        with cluster.running("lvv_bench"), cluster.running(f"lvv_bench_{chosen.people}"):
            good = measure(chosen.people, chosen.requests)
    if chosen.ledgers:
        good = measure_reminders(cluster, chosen.ledgers) and good
    return 0 if good else 1


def measure(people: int, requests: int) -> bool:
    """Measure the pages, the evaluation of hours, then the large register."""
    import django

    django.setup()
    from tests.bench import accreditation, bookings, hours, large, pages

    pages.prepare(SMALL)
    good = pages.report(requests)
    good = hours.report() and good
    good = accreditation.report() and good
    good = bookings.report() and good
    return large.report(people) and good if people else good


def measure_bookings() -> bool:
    """Measure reserving in the small association."""
    import django

    django.setup()
    from tests.bench import bookings, pages

    pages.prepare(SMALL)
    return bookings.report()


def measure_reminders(cluster: "postgres.Cluster", ledgers: int) -> bool:
    """Measure the nightly reminders in a database that is thrown away afterwards."""
    import psycopg
    from psycopg import sql

    from tests.bench import reminders

    name = f"lvv_bench_ledgers_{ledgers}"
    with cluster.running(name):
        try:
            return reminders.report(ledgers)
        finally:
            with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    sys.exit(main())
