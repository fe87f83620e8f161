"""The catalogue of screen texts: Dutch in the code and templates, English in `locale/en`. No system gettext needed.

Babel reads Python and writes the catalogue; Django's own `templatize` turns a template into something Babel can read.
"""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

CALL = re.compile(r"\b(?:_|gettext|ngettext|pgettext|npgettext)\(")
PACKAGES = ("lvv_site", "academy", "events", "kenniscentrum")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def catalogue_path(language: str = "en") -> Path:
    """Return where a language's catalogue lies."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def calls_in(text: str) -> Iterator[str]:
    """Yield the gettext calls in templatized text, whose other words are no Python."""
    for match in CALL.finditer(text):
        end = match.end()
        while (end := text.find(")", end) + 1) > 0:
            try:
                ast.parse(text[match.start() : end])
            except SyntaxError:
                continue
            yield text[match.start() : end]
            break


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every file with screen texts, as Python source."""
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for path in sorted((settings.BASE_DIR / "themes").rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            yield path, "\n".join(calls_in(templatize(path.read_text(), origin=str(path))))


def extracted() -> Catalog:
    """Return all texts that the code and the templates ask to have translated."""
    catalog = Catalog(domain="django", project="lvv-site", charset="utf-8")
    for path, text in sources():
        for _line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"]
        ):
            # Line numbers would change the catalogue with every edit; the file is enough to find a text.
            catalog.add(
                message, None, [(str(path.relative_to(settings.BASE_DIR)), 0)], [], (), comments, context=context
            )
    return catalog


def read(language: str = "en") -> Catalog:
    """Return the catalogue as it is on disk, empty when there is none."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="django", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def update(language: str = "en") -> Catalog:
    """Bring the catalogue up to date with the texts; translations that lost their text go."""
    catalog = read(language)
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.project, catalog.header_comment = "lvv-site", "# English beside the Dutch of the code and the templates."
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=120, omit_header=False, sort_output=True, include_lineno=False)
    return catalog


def problems(language: str = "en") -> list[str]:
    """Return what keeps the catalogue from being true: missing, left over, untranslated or broken texts."""
    wanted = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in extracted() if m.id}
    catalog = read(language)
    have = {(m.id if isinstance(m.id, str) else m.id[0], m.context): m for m in catalog if m.id}
    found = [f"missing: {text!r}" for text, _context in sorted(wanted - set(have), key=str)]
    found += [f"left over: {text!r}" for text, _context in sorted(set(have) - wanted, key=str)]
    for (text, _context), message in have.items():
        parts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        if not all(parts) or message.fuzzy:
            found.append(f"untranslated: {text!r}")
        found += [f"broken: {text!r}: {error}" for error in message.check(catalog)]
    return found


def compile_catalogues() -> None:
    """Write the binary catalogue of every language when a text one is newer."""
    sources = list(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))
    newest = max(one.stat().st_mtime for one in [*sources, Path(__file__)])  # also when what is made of them changed
    for source in sources:
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= newest:
            continue
        partial = target.with_suffix(".part")
        with partial.open("wb") as file:
            write_mo(file, _complete(source.parts[-3]))
        partial.replace(target)


def _complete(language: str) -> Catalog:
    """Return the catalogue of a language as programs need it.

    The Dutch one on disk only replaces what libraries say in another Dutch than this site. Here every text of our own stands
    for itself in it: what is not found is looked up in each of Django's twenty catalogues, dozens of times a page.
    """
    catalog = read(language)
    if language == "nl":
        for message in read("en"):
            if message.id and catalog.get(message.id, message.context) is None:
                catalog.add(message.id, message.id, context=message.context)
    return catalog
