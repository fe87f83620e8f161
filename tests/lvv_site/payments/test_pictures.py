"""An invoice and a credit note as pictures: beside those that a person looked at and found good.

After a change that is meant: `RENEW_PICTURES=1 python -m pytest tests/lvv_site/payments/test_pictures.py`, and look at them.
"""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
import typst
from PIL import Image, ImageChops

from lvv_site import pdf
from lvv_site.payments import invoices, refunds, wording
from tests.lvv_site.payments.test_invoices import ON, filled, large

pytestmark = pytest.mark.django_db
PICTURES = Path(__file__).parent / "pictures"
PPI = 60
# Letters are drawn by the same program with the same fonts; a rounding in a line's edge is allowed, a moved word is not.
MOST_DIFFERENT = 0.0005
FIXED = {"order_code": "7KMW2Q9D", "reference": "RF187KMW2Q9D", "made_on": ON.isoformat(), "due": "2026-12-06"}


def pages(frozen: dict[str, Any]) -> list[Image.Image]:
    """Draw what a frozen paper says, page by page."""
    root = pdf.merged()
    drawn: Any = typst.compile(
        str(root / "invoice.typ"), root=str(root), font_paths=[str(root / "fonts")], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(wording.on_paper(frozen) | {"xml": "<leeg/>"}, ensure_ascii=False)},
        format="png", ppi=PPI,
    )  # fmt: skip
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in (drawn if isinstance(drawn, list) else [drawn])]


def different(one: Image.Image, other: Image.Image) -> float:
    """Return which part of the pixels differs visibly."""
    assert one.size == other.size
    grey = ImageChops.difference(one, other).convert("L")
    seen = sum(number for value, number in enumerate(grey.histogram()) if value > 24)
    return seen / (one.width * one.height)


def paper(name: str) -> dict[str, Any]:
    filled()
    order = large()
    if name == "factuur":
        return invoices._frozen(order, ON) | FIXED | {"number": "2026-00001"}
    invoice = invoices.issue(order, ON)
    credit = refunds.credit(order, order.total, "goodwill", None, "picture")
    again = invoices._frozen_credit(invoice, credit) | FIXED
    line = again["lines"][0]["text"].replace(invoice.number, "2026-00001")
    lines = [again["lines"][0] | {"text": line}, *again["lines"][1:]]
    return again | {"number": "C2026-00001", "corrects": "2026-00001", "issued_on": ON.isoformat(), "lines": lines}


@pytest.mark.parametrize("name", ["factuur", "creditnota"])
def test_it_looks_as_it_was_approved(name: str) -> None:
    found = pages(paper(name))
    for number, page in enumerate(found, start=1):
        file = PICTURES / f"{name}-{number}.png"
        if os.environ.get("RENEW_PICTURES"):
            page.save(file, optimize=True)
        assert different(page, Image.open(file).convert("RGB")) <= MOST_DIFFERENT, file.name
    assert len(list(PICTURES.glob(f"{name}-*.png"))) == len(found)


def test_a_moved_word_is_seen() -> None:
    frozen = paper("factuur")
    (page,) = pages(frozen)
    (other,) = pages(frozen | {"due": "2026-12-07"})
    assert different(page, other) > 0
    lines = [frozen["lines"][0] | {"net": "1.00"}, *frozen["lines"][1:]]
    (wrong,) = pages(frozen | {"lines": lines})
    assert different(page, wrong) > MOST_DIFFERENT / 4
