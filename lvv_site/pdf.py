"""PDF from the theme's Typst templates: tagged (PDF/UA-1), fonts embedded, nothing from the network.

A template is `pdf/<name>.typ` in a theme. The folders of brand and `basis` are laid over each other into one folder, the
brand's files on top, so a template finds `base.typ`, the brand's fonts and the mark beside it. Data reach it as one JSON
text (`sys.inputs.data`) and are values there, never source: nothing in them can run.

    #import "base.typ": letter
    #let data = json(bytes(sys.inputs.data))
    #show: letter.with(title: data.title, language: data.language)
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

logger = logging.getLogger("lvv.pdf")
type Standard = Literal["ua-1", "a-3a"]
STANDARDS: Final[Sequence[Standard]] = ("ua-1",)


class PdfError(Exception):
    """The template does not compile with these data; the text names the template and what Typst said."""


def render(name: str, data: Mapping[str, Any], standards: Sequence[Standard] = STANDARDS) -> bytes:
    """Return the PDF of template `name` with these data (JSON values, dates, Decimals). `language` is nl unless given.

    `standards` are Typst's names of what the PDF is to be, besides a plain one: tagged (`ua-1`), for archives (`a-3a`).

    Raises PdfError when there is no such template or it does not compile, and ValueError for a name that is none.
    """
    if not name.replace("-", "").replace("_", "").isalnum():
        raise ValueError("a template name consists of letters, digits, - and _")
    root = merged()
    if not (root / f"{name}.typ").is_file():
        raise PdfError(f"{name}: no theme has such a template")
    text = json.dumps({"language": "nl", **data}, cls=DjangoJSONEncoder, ensure_ascii=False)
    try:
        content, warnings = typst.compile_with_warnings(
            str(root / f"{name}.typ"), root=str(root), font_paths=_fonts(root), ignore_system_fonts=True,
            sys_inputs={"data": text}, pdf_standards=list(standards), format="pdf",
            # Packages come from the theme only; neither folder is written to, so nothing is fetched.
            package_path=str(root / "packages"), package_cache_path=str(root / "packages"),
        )  # fmt: skip
    except typst.TypstError as error:
        raise PdfError(f"{name}: {error.message}") from None  # not the diagnostic: it quotes data
    for warning in warnings:
        logger.warning("%s: %s", name, warning.message)
    return bytes(content)


def merged() -> Path:
    """Return the folder that holds the PDF files of all themes, the brand's over those of `basis`; made when needed."""
    files = dict(_files())
    described = [
        (name, str(path), path.stat().st_mtime_ns, path.stat().st_size) for name, path in sorted(files.items())
    ]
    folder = Path(settings.VAR_DIR) / "pdf" / hashlib.sha256(repr(described).encode()).hexdigest()[:16]
    if not folder.exists():
        _lay(files, folder)
    return folder


def _files() -> Iterator[tuple[str, Path]]:
    """Give each file by its name within `pdf/`, the brand's last, so that it wins."""
    for theme in reversed(settings.THEME_DIRS):
        for path in sorted((theme / "pdf").rglob("*")):
            if path.is_file():
                yield str(path.relative_to(theme / "pdf")), path


def _lay(files: Mapping[str, Path], folder: Path) -> None:
    """Copy into a folder beside it and rename: another process sees the whole folder or none."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent))
    for name, path in files.items():
        (part / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, part / name)
    try:
        part.rename(folder)
    except OSError:  # another process was first
        shutil.rmtree(part)


@lru_cache(maxsize=4)
def _fonts(root: Path) -> Any:
    """Read the fonts once a process: that takes longer than a page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[root / "fonts"])
