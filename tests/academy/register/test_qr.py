"""Every QR code of a registration leads to its live page, in Dutch, whatever the language of who asked."""

import pytest
from django.test import Client
from django.utils import translation

from academy.dossier.sheet import LANGUAGE, Sheet, printed
from academy.register.adviser import live_address
from academy.register.qr import qr_svg
from tests.factories.dossier import holder
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("number", ["VP-1", "12/34 A"])
def test_the_picture_on_the_page_leads_to_the_page(client: Client, number: str, prefix: str) -> None:
    live = live_address(adviser(number=number).certificate)
    path = live.removeprefix("http://127.0.0.1:8000")
    page = client.get(prefix + path)
    assert page.status_code == 200
    picture = page.content.decode().split('class="qr" src="', 1)[1].split('"')[0]
    assert client.get(picture).content.decode() == qr_svg(live)


def test_the_code_on_a_dossier_leads_to_the_page() -> None:
    of = holder()
    of.complete()
    handover = of.hand_over()
    with translation.override(LANGUAGE):  # as the PDF is made
        told = printed(Sheet(handover, of.person, {}))
    live = live_address(handover.period.certificate)
    assert told["address"] == live
