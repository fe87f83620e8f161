"""House rules for templates: they compile under every theme, and hold nothing that the strict policy would block."""

import re
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist

from lvv_site.pages.styleguide import THEMES, icon_names, templates_of, themes

FILES = sorted(path for theme in themes() for path in (THEMES / theme / "templates").rglob("*.html"))
STYLES = sorted(path for theme in themes() for path in (THEMES / theme / "static/css").glob("*.css"))
# A letter is read in mail programs, which know inline styles only.
SCREENS = [path for path in FILES if "/templates/mail/" not in path.as_posix()]
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
ICON = re.compile(r"""{%\s*icon\s+["'](\w+)["']""")
LOADED = re.compile(
    r"""<(?:script|img|source|track|video|audio|iframe|use|image|input)\b[^>]*?\s(?:src|href|srcset)=["']([^"']*)"""
)
STYLESHEET = re.compile(r"""<link\b[^>]*?\shref=["']([^"']*)""")


def read(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def name(path: Path) -> str:
    return path.relative_to(THEMES).as_posix()


@pytest.mark.parametrize("theme", themes())
def test_every_template_compiles(theme: str) -> None:
    engine = templates_of(theme)
    broken = {}
    for path in FILES:
        try:
            engine.get_template(path.as_posix().partition("/templates/")[2])
        except TemplateDoesNotExist:
            # A drawing that only another brand has.
            assert THEMES / theme not in path.parents
        except Exception as error:  # noqa: BLE001 - the point is to list all of them
            broken[name(path)] = str(error)
    assert broken == {}


def test_no_template_has_inline_styles_or_handlers() -> None:
    found = re.compile(r"""\sstyle=|<style\b|\son[a-z]+=["']|javascript:""")
    assert [name(path) for path in SCREENS if found.search(read(path))] == []


def test_every_script_is_a_file() -> None:
    inline = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)")
    assert [name(path) for path in FILES if inline.search(read(path))] == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    loaded = [
        (name(path), address)
        for path in FILES
        for address in [*LOADED.findall(read(path)), *STYLESHEET.findall(read(path))]
        if address.startswith(("http:", "https:", "//"))
    ]
    imported = [
        (name(path), address)
        for path in STYLES
        for address in re.findall(r"""(?:url\(|@import\s+)["']?([^"')]+)""", path.read_text())
        if not address.startswith(("../", "data:image/svg+xml,"))
    ]
    assert loaded == imported == []


def test_every_icon_named_is_in_the_sprite() -> None:
    known = set(icon_names())
    used = {icon: name(path) for path in FILES for icon in ICON.findall(path.read_text())}
    assert {icon: path for icon, path in used.items() if icon not in known} == {}


def test_only_a_brand_names_its_own_colours() -> None:
    common = [path for path in [*FILES, *STYLES] if THEMES / "basis" in path.parents]
    assert [name(path) for path in common if "--lvv-" in path.read_text()] == []


def test_every_token_used_is_defined() -> None:
    defined = {token for path in STYLES for token in re.findall(r"(--[\w-]+)\s*:", path.read_text())}
    used = {
        (token, name(path))
        for path in [*STYLES, *SCREENS]
        if path.name != "beheer.css"
        for token in re.findall(r"var\((--[\w-]+[\w])\)", path.read_text())
    }
    assert sorted((token, path) for token, path in used if token not in defined) == []


def test_layers_are_ordered_once() -> None:
    order = "@layer reset, tokens, base, layout, components, utilities, print;"
    assert [name(path) for path in STYLES if order in path.read_text()] == ["basis/static/css/tokens.css"]


def test_a_page_asks_for_at_most_five_stylesheets() -> None:
    parts = ("base.html", "site/styles_head.html", "site/icons_head.html")
    head = "".join((THEMES / "basis/templates" / part).read_text() for part in parts)
    assert len(re.findall(r'rel="stylesheet"', head)) + 1 == 5  # and brand.css, from site/brand_head.html
    assert all((THEMES / theme / "static/css/brand.css").exists() for theme in themes())
