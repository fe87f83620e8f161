"""Every pair of colours that the screens rely on keeps its contrast, in every theme, light and dark."""

import pytest

from lvv_site.pages.styleguide import THEMES, themes

from .colours import Scheme, Tokens, arguments, contrast, declarations, fallback_declarations

TEXT, CONTROL = 4.5, 3.0  # WCAG 2.2: 1.4.3 and 1.4.11
PAIRS = [
    ("default-color-default", "default-bg-document", TEXT),
    ("default-color-default", "default-bg-subtle", TEXT),
    ("default-color-default", "default-bg-default", TEXT),
    ("default-color-default", "default-bg-active", TEXT),
    ("default-color-default", "accent-bg-subtle", TEXT),
    ("default-color-default", "calm-bg-subtle", TEXT),
    ("default-color-default", "highlight-bg-subtle", TEXT),
    ("default-color-default", "positive-bg-default", TEXT),
    ("default-color-subtle", "default-bg-document", TEXT),
    ("default-color-subtle", "default-bg-subtle", TEXT),
    ("default-color-subtle", "default-bg-default", TEXT),
    ("default-color-subtle", "default-bg-active", TEXT),
    ("default-color-subtle", "accent-bg-subtle", TEXT),
    ("default-color-subtle", "calm-bg-subtle", TEXT),
    ("default-color-subtle", "highlight-bg-subtle", TEXT),
    ("default-border-default", "default-bg-document", CONTROL),
    ("default-border-default", "default-bg-default", CONTROL),
    ("accent-color-inverse", "accent-bg-default", TEXT),
    ("accent-color-default", "accent-bg-subtle", TEXT),
    ("accent-color-default", "default-bg-document", TEXT),
    ("accent-border-default", "default-bg-document", CONTROL),
    ("accent-inverse-color-default", "accent-inverse-bg-default", TEXT),
    ("accent-inverse-color-subtle", "accent-inverse-bg-default", TEXT),
    ("accent-inverse-color-subtle", "accent-bg-default", TEXT),
    ("action-color-inverse", "action-bg-default", TEXT),
    ("action-color-inverse", "action-bg-hover", TEXT),
    ("action-bg-default", "default-bg-document", CONTROL),
    ("action-color-default", "default-bg-document", TEXT),
    ("action-color-default", "default-bg-default", TEXT),
    ("action-color-default", "accent-bg-subtle", TEXT),
    ("action-color-default", "calm-bg-subtle", TEXT),
    ("action-color-default", "highlight-bg-subtle", TEXT),
    ("action-color-hover", "default-bg-document", TEXT),
    ("highlight-color-inverse", "highlight-bg-default", TEXT),
    ("highlight-color-inverse", "highlight-bg-hover", TEXT),
    ("highlight-color-inverse-subtle", "highlight-bg-default", TEXT),
    ("highlight-bg-default", "accent-bg-default", TEXT),
    ("highlight-bg-default", "accent-inverse-bg-default", TEXT),
    ("highlight-color-default", "highlight-bg-subtle", TEXT),
    ("highlight-border-strong", "default-bg-document", CONTROL),
    ("calm-color-default", "calm-bg-subtle", TEXT),
    ("calm-color-default", "calm-bg-default", TEXT),
    ("calm-border-default", "default-bg-document", CONTROL),
    ("calm-border-default", "default-bg-default", CONTROL),
    *[(f"{kind}-color-default", f"{kind}-bg-default", TEXT) for kind in ("info", "positive", "warning", "negative")],
    *[
        (f"{kind}-border-default", f"{kind}-bg-default", CONTROL)
        for kind in ("info", "positive", "warning", "negative")
    ],
    ("negative-color-default", "default-bg-document", TEXT),
    ("negative-border-default", "default-bg-default", CONTROL),
    ("warning-border-default", "default-bg-default", CONTROL),
    ("calm-border-default", "calm-bg-subtle", CONTROL),
    *[(f"hours-{kind}", "default-bg-default", CONTROL) for kind in ("course", "intervisie", "extra")],
    ("hours-course", "default-bg-document", CONTROL),
    ("hours-intervisie", "default-bg-document", CONTROL),
    ("hours-extra", "default-bg-document", CONTROL),
    ("focus-outer", "default-bg-document", CONTROL),
    ("focus-outer", "focus-inner", CONTROL),
]
# The visual reference states these for the LVV's own colours, light and dark, against the page or the named pair.
STATED = [
    ("default-color-default", "default-bg-document", 16.3, 16.0),
    ("default-color-subtle", "default-bg-document", 7.2, 9.4),
    ("default-border-default", "default-bg-document", 4.1, 4.8),
    ("accent-color-inverse", "accent-bg-default", 12.4, 11.8),
    ("accent-color-default", "accent-bg-subtle", 11.5, 11.8),
    ("accent-border-default", "default-bg-document", 6.0, 5.2),
    ("accent-inverse-color-default", "accent-inverse-bg-default", 15.9, 15.9),
    ("accent-inverse-color-subtle", "accent-inverse-bg-default", 12.9, 12.9),
    ("action-color-inverse", "action-bg-default", 10.2, 11.8),
    ("action-color-default", "default-bg-document", 8.6, 13.3),
    ("highlight-color-inverse", "highlight-bg-default", 11.8, 11.8),
    ("highlight-color-default", "highlight-bg-subtle", 8.9, 11.8),
    ("highlight-border-strong", "default-bg-document", 3.4, 13.3),
    ("calm-color-default", "calm-bg-subtle", 9.3, 11.7),
    ("info-color-default", "info-bg-default", 8.3, 10.8),
    ("positive-color-default", "positive-bg-default", 7.8, 10.5),
    ("warning-color-default", "warning-bg-default", 7.7, 10.6),
    ("negative-color-default", "negative-bg-default", 8.0, 10.5),
    ("focus-outer", "default-bg-document", 16.3, 13.3),
    ("calm-border-default", "calm-bg-subtle", 3.9, 5.9),
    ("info-border-default", "info-bg-default", 4.4, 5.9),
    ("positive-border-default", "positive-bg-default", 4.4, 5.9),
    ("warning-border-default", "warning-bg-default", 4.1, 6.0),
    ("negative-border-default", "negative-bg-default", 4.8, 6.1),
    ("hours-course", "default-bg-default", 8.8, 7.9),
    ("hours-intervisie", "default-bg-default", 5.1, 8.5),
    ("hours-extra", "default-bg-default", 3.9, 9.8),
]
# Brands that set their three colours and nothing else: green, red, near-black, blue.
BRANDS = [
    {"dark": "#1d4d2b", "light": "#ffe08a", "calm": "#7d9fb5"},
    {"dark": "#6b1f2a", "light": "#ffd9a0", "calm": "#8aa58c"},
    {"dark": "#2b2b2b", "light": "#ffd84d", "calm": "#8f9aa3"},
    {"dark": "#123a8c", "light": "#9fe0d2", "calm": "#8fa0c8"},
]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TOKENS = THEMES / "basis/static/css/tokens.css"


def tokens_of(theme: str) -> Tokens:
    return Tokens.read(TOKENS, THEMES / theme / "static/css/brand.css")


def too_weak(tokens: Tokens) -> list[str]:
    """Return the pairs below their minimum."""
    return [
        f"{one} on {other}, {scheme}: {ratio:.2f} < {least}"
        for one, other, least in PAIRS
        for scheme in SCHEMES
        if (ratio := measured(tokens, one, other, scheme)) < least
    ]


def measured(tokens: Tokens, one: str, other: str, scheme: Scheme) -> float:
    names = (f"--basis-color-{one}", f"--basis-color-{other}")
    return contrast(tokens.colour(names[0], scheme), tokens.colour(names[1], scheme))


@pytest.mark.parametrize("theme", themes())
def test_every_pair_of_a_theme_keeps_its_minimum(theme: str) -> None:
    assert too_weak(tokens_of(theme)) == []


@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_of_three_colours_keeps_every_minimum(brand: dict[str, str]) -> None:
    values = Tokens.read(TOKENS).values | {f"--brand-{name}": colour for name, colour in brand.items()}
    assert too_weak(Tokens(values)) == []


@pytest.mark.parametrize(("one", "other", "light", "dark"), STATED)
def test_lvv_has_the_contrast_that_the_visual_reference_states(one: str, other: str, light: float, dark: float) -> None:
    tokens = tokens_of("lvv")
    found = [round(measured(tokens, one, other, scheme), 1) for scheme in SCHEMES]
    assert found == pytest.approx([light, dark], abs=0.11)


@pytest.mark.parametrize("theme", themes())
def test_browsers_without_light_dark_get_the_light_scheme(theme: str) -> None:
    for path in (TOKENS, THEMES / theme / "static/css/brand.css"):
        css = path.read_text()
        pairs = {
            name: arguments(value)[0] for name, value in declarations(css).items() if value.startswith("light-dark(")
        }
        assert fallback_declarations(css) == pairs, path


def test_the_measure_agrees_with_known_ratios() -> None:
    black, white, grey = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0x76 / 255,) * 3
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.01)


def test_a_mix_is_what_chromium_paints() -> None:
    mixes = {
        "color-mix(in oklab, #ff0000 50%, white)": (255, 161, 145),
        "color-mix(in oklab, #1c3f63 60%, black)": (8, 27, 46),
        "color-mix(in oklab, #123a8c 100%, black)": (0x12, 0x3A, 0x8C),
    }
    for mix, painted in mixes.items():
        colour = Tokens({"--mixed": mix}).colour("--mixed", "light")
        assert [round(channel * 255) for channel in colour] == pytest.approx(painted, abs=1)
