"""Photos of advisers: small, square, drawn again without anything else in them, under a name that tells nothing.

They stand among the public files only while somebody shows one. A file goes when its row lets go of it for good, never before:
after the transaction. What a crash in between leaves behind, `end_unused` takes away.
"""

import datetime as dt
import io
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from lvv_site import uploads
from lvv_site.uploads import Kind

from .models import Profile

MAX_BYTES = 10 * 1024 * 1024
SIDE = 480  # pixels: three times what the page shows, for sharp screens
FOLDER = "register"
UNUSED_DAYS = 1


def cleaned(file: UploadedFile | ContentFile[bytes]) -> bytes:
    """Return the picture as it may be shown: a square JPEG. Raises ValidationError with a sentence for the sender."""
    content = uploads.check(file, [Kind.IMAGE], MAX_BYTES).content
    with Image.open(io.BytesIO(content)) as picture:
        square = ImageOps.fit(picture.convert("RGBA"), (SIDE, SIDE))
    on_white = Image.new("RGB", square.size, "white")
    on_white.paste(square, mask=square.getchannel("A"))
    out = io.BytesIO()
    on_white.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def store(content: bytes) -> str:
    """Write a cleaned picture and return its name."""
    return default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}.jpg", ContentFile(content))


def delete(name: str) -> None:
    """Take a file away; that it is gone already is fine."""
    default_storage.delete(name)


def end_unused(today: dt.date, dry_run: bool) -> int:
    """Delete files that no profile shows, a day old or more; return how many."""
    if not default_storage.exists(FOLDER):
        return 0
    used = set(Profile.objects.exclude(photo="").values_list("photo", flat=True))
    names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    before = today - dt.timedelta(days=UNUSED_DAYS)
    unused = [one for one in names if one not in used and default_storage.get_modified_time(one).date() < before]
    for name in [] if dry_run else unused:
        delete(name)
    return len(unused)
