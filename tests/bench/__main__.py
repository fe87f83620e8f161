"""Run the benchmarks; exit 1 when a page is over its limit."""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE = 1600, 100_000


def main() -> int:
    """Prepare a small and a large association, measure, print."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--people", type=int, default=LARGE, help="size of the large association; 0 leaves it out")
    parser.add_argument("--requests", type=int, default=150)
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    from lvv_site.operations import postgres

    cluster = postgres.Cluster(Path(os.environ.get("VAR_DIR", ROOT / "var")) / "postgres")
    with cluster.running("lvv_bench"), cluster.running(f"lvv_bench_{chosen.people}"):
        return measure(chosen.people, chosen.requests)


def measure(people: int, requests: int) -> int:
    """Measure the pages, the evaluation of hours, then the large register."""
    import django

    django.setup()
    from tests.bench import hours, large, pages

    pages.prepare(SMALL)
    good = pages.report(requests)
    good = hours.report() and good
    if people:
        good = large.report(people) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
