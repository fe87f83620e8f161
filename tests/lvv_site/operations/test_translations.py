"""The catalogues that programs read: English for every text, and Dutch that finds its own texts at once."""

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from lvv_site.operations import translations


@pytest.fixture(autouse=True)
def _compiled():
    translations.compile_catalogues()
    trans_real._translations.clear()


def test_every_text_has_its_english():
    assert translations.problems() == []


def test_a_text_of_our_own_stands_in_the_first_dutch_catalogue():
    first = trans_real.translation("nl")._catalog._catalogs[0]
    own = [message.id for message in translations.read("en") if isinstance(message.id, str) and message.id]
    assert len(own) > 1_000
    assert [text for text in own if text not in first] == []


def test_words_of_libraries_read_as_this_site_speaks():
    with translation.override("nl"):
        assert translation.gettext("Sign In") == "Inloggen"
        assert translation.gettext("Naar de inhoud") == "Naar de inhoud"
        assert translation.ngettext("%(count)d mens", "%(count)d mensen", 1) == "%(count)d mens"
        assert translation.ngettext("%(count)d mens", "%(count)d mensen", 3) == "%(count)d mensen"
    with translation.override("en"):
        assert translation.gettext("Naar de inhoud") == "Skip to content"
