"""Read the colour tokens of a theme's CSS and compute what they come to, in both schemes.

Knows what the themes use: hex, `white`, `black`, `var()`, `light-dark()` and `color-mix(in oklab, …)`.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Scheme = Literal["light", "dark"]
RGB = tuple[float, float, float]  # sRGB, 0 to 1
DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+);")
FALLBACK = re.compile(r"@supports not \(color: light-dark\(white, black\)\)\s*\{")


def declarations(css: str) -> dict[str, str]:
    """Return custom properties by name, the last one winning; the block for browsers without light-dark() left out."""
    before, _, after = _parts(css)
    return _properties(before + after)


def fallback_declarations(css: str) -> dict[str, str]:
    """Return the custom properties that browsers without light-dark() get."""
    return _properties(_parts(css)[1])


def _properties(css: str) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in DECLARATION.findall(css)}


def _parts(css: str) -> tuple[str, str, str]:
    """Cut a stylesheet without its comments at the block for older browsers: before, inside, after."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    found = FALLBACK.search(css)
    if not found:
        return css, "", ""
    depth, position = 1, found.end()
    while depth:
        depth += {"{": 1, "}": -1}.get(css[position], 0)
        position += 1
    return css[: found.start()], css[found.end() : position], css[position:]


def arguments(call: str) -> list[str]:
    """Split the arguments of `name(a, b(c, d))` at the outer commas."""
    inner = call[call.index("(") + 1 : call.rindex(")")]
    parts, depth, current = [], 0, ""
    for character in inner:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return [*parts, current.strip()]


@dataclass(frozen=True)
class Tokens:
    """The tokens of a theme: those of `basis` with the brand's own over them."""

    values: dict[str, str]

    @classmethod
    def read(cls, *paths: Path) -> "Tokens":
        """Read stylesheets in the order in which a page links them."""
        values: dict[str, str] = {}
        for path in paths:
            values |= declarations(path.read_text())
        return cls(values)

    def colour(self, name: str, scheme: Scheme) -> RGB:
        """Return what a token comes to in one scheme."""
        return self._value(self.values[name], scheme)

    def _value(self, text: str, scheme: Scheme) -> RGB:
        text = text.strip()
        if text.startswith("#"):
            digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
            return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)
        if text in {"white", "black"}:
            return (1.0, 1.0, 1.0) if text == "white" else (0.0, 0.0, 0.0)
        if text.startswith("var("):
            return self.colour(arguments(text)[0], scheme)
        if text.startswith("light-dark("):
            return self._value(arguments(text)[0 if scheme == "light" else 1], scheme)
        if text.startswith("color-mix("):
            return self._mixed(arguments(text), scheme)
        raise ValueError(f"A colour in a form this test does not know: {text}")

    def _mixed(self, parts: list[str], scheme: Scheme) -> RGB:
        space, first, second = parts
        if space != "in oklab":
            raise ValueError(f"Mix in oklab, not {space}: dark shades of a brand colour stay even there")
        colour, share = first.rsplit(" ", 1)
        weight = float(share.rstrip("%")) / 100
        pairs = zip(_oklab(self._value(colour, scheme)), _oklab(self._value(second, scheme)), strict=True)
        lightness, a, b = (weight * one + (1 - weight) * other for one, other in pairs)
        return _srgb((lightness, a, b))


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _oklab(colour: RGB) -> RGB:
    red, green, blue = (_linear(channel) for channel in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _srgb(colour: RGB) -> RGB:
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def luminance(colour: RGB) -> float:
    """Return the relative luminance of WCAG 2."""
    red, green, blue = (_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
