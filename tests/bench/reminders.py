"""The nightly look for reminders, over many ledgers: how long it takes on one core and how much memory.

The ledgers stand in a database of their own, written by COPY and thrown away afterwards. Every period is under the scheme with
yearly maxima, so that none can be passed over by its dates: the worst night there is.
"""

import datetime as dt
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import chain

ENTRIES = 60
LIMIT_SECONDS = 120.0
LIMIT_MB = 400.0
TODAY = dt.date(2026, 11, 23)
KINDS = ("course", "intervisie", "intervisie", "extra")


def report(ledgers: int) -> bool:
    """Fill the database, look in a process of its own, and say what it took."""
    environment = os.environ | {"BENCH_DATABASE": f"lvv_bench_ledgers_{ledgers}"}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], env=environment, check=True)
    run = [sys.executable, "-m", "tests.bench.reminders"]
    started = time.monotonic()
    subprocess.run([*run, "fill", str(ledgers)], env=environment, check=True)
    print(f"\n{ledgers} ledgers of {ENTRIES} entries, written in {time.monotonic() - started:.0f} s")
    answer = subprocess.run([*run, "look"], env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, processor, megabytes, grown, found = (float(word) for word in answer.split())
    good = seconds <= LIMIT_SECONDS and megabytes <= LIMIT_MB
    print(
        f"reminders: {seconds:.1f} s ({processor:.1f} s of this process), peak {megabytes:.0f} MB (the process alone:"
        f" {megabytes - grown:.0f} MB), {found:.0f} due{'' if good else '   OVER'}"
    )
    return good


def fill(ledgers: int) -> None:
    """Write people with a running period and their entries into an empty database."""
    from academy.certification.models import SchemeVersion
    from lvv_site.members.demo import copy

    dice = random.Random(7)
    scheme = SchemeVersion.objects.get(code="lvv-1.11").pk
    ids = range(1, ledgers + 1)
    copy(
        "members_person", ("id", "given_name", "infix", "family_name", "email", "language"),
        ((pk, "Vera", "", f"Voorbeeld{pk}", f"vera{pk}@voorbeeld.example", "nl") for pk in ids),
    )  # fmt: skip
    copy(
        "certification_certificate", ("id", "person_id", "number", "number_key"),
        ((pk, pk, f"VP-{pk}", f"VP{pk}") for pk in ids),
    )  # fmt: skip
    starts = {pk: TODAY - dt.timedelta(days=dice.randrange(1, 1460)) for pk in ids}
    copy(
        "certification_period", ("id", "certificate_id", "during", "scheme_id", "mode"),
        ((pk, pk, _stretch(starts[pk]), scheme, "pinned") for pk in ids),
    )  # fmt: skip
    copy(
        "certification_statusspan", ("certificate_id", "status", "during"),
        ((pk, "registered", _stretch(starts[pk])) for pk in ids),
    )  # fmt: skip
    copy(
        "hours_entry",
        ("person_id", "kind", "minutes", "on", "activity", "source", "source_ref", "recorded_at", "reason_code"),
        chain.from_iterable(_entries(pk, starts[pk], dice) for pk in ids),
    )


def _stretch(start: dt.date) -> str:
    from academy.certification.dates import months_later

    return f"[{start},{months_later(start, 48)})"


def _entries(pk: int, start: dt.date, dice: random.Random) -> Iterator[tuple[object, ...]]:
    """Hours before and during the period, as a long membership leaves them."""
    days = max(1, (TODAY - start).days)
    half = ENTRIES // 2
    for number in range(ENTRIES):
        on = start + dt.timedelta(days=dice.randrange(days) if number < half else -1 - dice.randrange(1460))
        yield (
            pk, dice.choice(KINDS), dice.choice((60, 120, 180, 240)), on, f"a{number}", "import", f"bench:{pk}:{number}",
            dt.datetime.combine(on, dt.time(12), dt.UTC), "",
        )  # fmt: skip


def look() -> None:
    """Look once and print wall seconds, processor seconds, peak memory, what of it came while looking, and what is due."""
    reminders = import_module("academy.hours.reminders")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, processor = time.perf_counter(), time.process_time()
    found = sum(1 for _one in reminders.due(TODAY))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - started, time.process_time() - processor, peak, peak - before, found)


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        look()
