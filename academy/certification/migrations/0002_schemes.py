"""Ship the two published scheme versions (domain rule 1)."""

import copy
import hashlib
import json

from django.db import migrations
from django.utils import timezone

BASE = {
    "years": 4,
    "year_basis": "certificate",
    "granularity_minutes": 30,
    "total_minutes": 72 * 60,
    "carry_over_minutes": {},
    "once_per_period": [],
    "max_minutes_per_day": {},
    "overflow": [],
    "extension_cap": "prorata",
    "spread_minutes_per_year": None,
}


def demand(minimum, maximum=None):
    return {"min_minutes": minimum * 60, "max_minutes_per_year": maximum * 60 if maximum else None}


SCHEMES = [
    {
        "code": "lvv-1.11",
        "title": "Regeling 1.11",
        "rules": BASE
        | {
            "kinds": {"course": demand(32, 16), "intervisie": demand(32, 16), "extra": demand(8, 4)},
            "sources": [
                {
                    "title": "Eisen nascholing, regeling 1.11, artikel 24 tot en met 26",
                    "url": "https://www.opleidingvertrouwenspersoon.nl/eisen-nascholing_45.php",
                }
            ],
            "assumptions": ["year_basis", "extension_cap"],
        },
    },
    {
        "code": "lvv-2024",
        "title": "Regeling 2024",
        "rules": BASE
        | {
            "kinds": {"course": demand(24), "intervisie": demand(32), "extra": demand(16)},
            "sources": [{"title": "Hercertificering", "url": "https://www.lvvv.nl/hercertificering"}],
            "assumptions": ["year_basis", "extension_cap", "max_minutes_per_year", "spread_minutes_per_year"],
        },
    },
]


def ship(apps, schema_editor):
    SchemeVersion = apps.get_model("certification", "SchemeVersion")
    for content in copy.deepcopy(SCHEMES):
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        SchemeVersion.objects.create(
            **content, published_at=timezone.now().replace(microsecond=0), content_hash=hashlib.sha256(canonical.encode()).hexdigest()
        )


class Migration(migrations.Migration):
    dependencies = [("certification", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
