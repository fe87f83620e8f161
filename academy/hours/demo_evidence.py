"""Evidence of the demonstration: drawn certificates of attendance."""

import datetime as dt
import hashlib
import io
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Max
from PIL import Image, ImageDraw

from lvv_site import storage
from lvv_site.members.demo import copy
from lvv_site.members.models import Person

from . import evidence
from .enums import DecisionKind, Source
from .models import Entry, Evidence, EvidenceUse

NAME = "bewijs-van-deelname.png"
COLUMNS = ("id", "person_id", "file", "name", "content_type", "size", "sha256", "uploaded_at")


def draw_evidence(person: Person, title: str) -> Evidence:
    """Draw a plain certificate of attendance of this person, and keep it."""
    return evidence.keep(person, ContentFile(_drawn(str(person), title), NAME))


def prove(entry_ids: Sequence[int]) -> None:
    """Let each of these claims rest on a drawing of its own."""
    for entry in Entry.objects.filter(pk__in=entry_ids).select_related("person", "text").order_by("pk"):
        evidence.use(entry, [draw_evidence(entry.person, entry.text.title)])


def prove_all(since: dt.date) -> None:
    """Let every approved claim since a day rest on a file of its own; all files show the same drawing."""
    claims = Entry.objects.filter(source=Source.CLAIM, on__gte=since, evidence_uses=None)
    approved = (
        claims.filter(decisions__kind=DecisionKind.APPROVED)
        .order_by("pk")
        .values_list("pk", "person_id", "recorded_at")
    )
    content = _drawn("Naam van de deelnemer", "Naam van de activiteit")
    fingerprint, store = hashlib.sha256(content).hexdigest(), storage.private()
    first = (Evidence.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    rows, uses = [], []
    for number, (entry, person, at) in enumerate(approved.iterator(), first):
        path = store.save(f"{evidence.FOLDER}/demo/{number}.png", ContentFile(content))
        rows.append((number, person, path, NAME, "image/png", len(content), fingerprint, at))
        uses.append((entry, number))
    copy(Evidence._meta.db_table, COLUMNS, rows)
    copy(EvidenceUse._meta.db_table, ("entry_id", "evidence_id"), uses)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('hours_evidence', 'id'), greatest(1, (SELECT max(id) FROM hours_evidence)))"
        )


def _drawn(*lines: str) -> bytes:
    picture = Image.new("RGB", (900, 620), "#ffffff")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 870, 590), outline="#7a7a7a", width=3)
    for place, line in enumerate(("Bewijs van deelname (voorbeeld)", *lines)):
        draw.text((90, 120 + 110 * place), line, fill="#222222", font_size=36)
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()
