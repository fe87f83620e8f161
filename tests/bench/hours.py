"""CPU time of one evaluation of hours, without database; what counts is the worst of several seeds' medians."""

import datetime as dt
import random
import statistics
import time

from academy.hours.progress import Case, Entry, Period, Scheme, evaluate
from lvv_site.hours_kind import HoursKind

ROUNDS, SEEDS = 300, 5
LIMITS_MS = {60: 0.6, 200: 2.0}  # 100,000 members with 60 entries must fit in 120 s, reading them included
START = dt.date(2024, 1, 1)
YEARLY = {
    "years": 4,
    "year_basis": "certificate",
    "total_minutes": 72 * 60,
    "kinds": {
        "course": {"min_minutes": 32 * 60, "max_minutes_per_year": 16 * 60},
        "intervisie": {"min_minutes": 32 * 60, "max_minutes_per_year": 16 * 60},
        "extra": {"min_minutes": 8 * 60, "max_minutes_per_year": 4 * 60},
    },
}
EVERYTHING = YEARLY | {
    "year_basis": "calendar",
    "once_per_period": ["course"],
    "max_minutes_per_day": {"intervisie": 240},
    "overflow": [{"source": "course", "target": "extra"}],
    "spread_minutes_per_year": 9 * 60,
}


def report() -> bool:
    """Print what an evaluation costs under plain and under elaborate rules; return whether all are within limits."""
    print(f"\n{'evaluation of hours':<40}{'CPU ms':>8}{'p95':>8}{'allowed':>9}")
    good = True
    for name, rules in (("yearly maxima", YEARLY), ("every kind of rule", EVERYTHING)):
        scheme = Scheme.from_rules(name, rules)
        for entries, limit in LIMITS_MS.items():
            median, p95 = max(_times(_case(scheme, entries, seed)) for seed in range(SEEDS))
            good = good and median <= limit
            label = f"{name}, {entries} entries"
            print(f"{label:<40}{median:>8.3f}{p95:>8.3f}{limit:>9.1f}{'' if median <= limit else '   OVER'}")
    return good


def _case(scheme: Scheme, entries: int, seed: int) -> Case:
    """Return the case of a busy member: a tenth of the hours waits, a twentieth was reversed."""
    chance = random.Random(seed)
    ledger: list[Entry] = []
    for number in range(entries):
        kind, minutes = chance.choice(HoursKind.values), chance.choice((60, 90, 120, 240))
        on = START + dt.timedelta(days=chance.randrange(4 * 365))
        status = "submitted" if chance.random() < 0.1 else "approved"
        awards = [one.id for one in ledger if one.reverses is None]
        reversed_ = chance.choice(awards) if awards and chance.random() < 0.05 else None
        ledger.append(Entry(f"{number:012d}", kind, minutes, on, f"run-{number % 40}", None, reversed_, on, status))
    return Case(scheme, Period(START), entries=ledger, as_of=dt.date(2026, 7, 1))


def _times(case: Case) -> tuple[float, float]:
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        evaluate(case)
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[18]
