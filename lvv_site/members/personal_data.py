"""Everything about one person, from every room: to take along, and to erase.

Rooms are not named here: each may bring a `privacy.py` with `export(person) -> dict` and `erase(person) -> None`.
"""

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from lvv_site.operations.rooms import collect

from . import people
from .models import Person, User


def export(person: Person | None, user: User | None) -> dict[str, dict[str, Any]]:
    """Return what each room knows about a person and an account, under the room's name; empty rooms are left out."""
    known: dict[str, dict[str, Any]] = {}
    if user is not None:
        from .privacy import export_account  # noqa: PLC0415 - this room is a room like any other

        known["account"] = export_account(user)
    for module in collect("privacy") if person else ():
        if hasattr(module, "export") and (told := module.export(person)):
            known[module.__name__.removesuffix(".privacy").rpartition(".")[2]] = told
    return known


def archive(person: Person | None, user: User | None) -> bytes:
    """Return the same as a ZIP with one JSON file per room."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for room, told in export(person, user).items():
            text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            bundle.writestr(f"{room}.json", text)
    return buffer.getvalue()


@transaction.atomic
def erase(person: Person) -> None:
    """Erase somebody's personal data in every room, all or nothing; facts stay, without a name.

    Entries that were merged into this person are the same human being, so they are erased too.
    """
    for entry in Person.objects.filter(pk__in=people.ids_of(person)):
        for module in collect("privacy"):
            if hasattr(module, "erase"):
                module.erase(entry)
