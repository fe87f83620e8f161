"""Codes, bank references and the QR code of a transfer."""

from decimal import Decimal

import pytest
import segno.helpers
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649
from stdnum.iso7064 import mod_37_36

from lvv_site.payments.references import (
    ALPHABET,
    Account,
    NotTransferableError,
    code_in,
    creditor_reference,
    is_code,
    new_code,
    normal,
    spaced,
    transfer_qr,
    transfer_text,
)

OURS = Account("Landelijke Vereniging van Vertrouwenspersonen", "NL91ABNA0417164300", "ABNANL2A")
bodies = st.text(ALPHABET, min_size=7, max_size=7)
codes = bodies.map(lambda body: body + mod_37_36.calc_check_digit(body)).filter(is_code)


def test_a_new_code_is_a_code_and_another_each_time():
    made = {new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(is_code(one) for one in made)


@given(codes, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code, place, other):
    wrong = code[:place] + other + code[place + 1 :]
    assert is_code(wrong) == (wrong == code)


@given(codes)
def test_the_bank_reference_is_valid_and_leads_back(code):
    reference = creditor_reference(code)
    assert iso11649.is_valid(reference)
    assert spaced(reference) == iso11649.format(reference)
    for written in (reference, spaced(reference), reference.lower(), f"betaling {reference} dank", f"/{code}/", code):
        assert code_in(written) == code


@pytest.mark.parametrize("text", ["", "dank u wel", "RF18539007547034", "factuur 2026-00012", "ABCDEFGH"])
def test_text_without_a_code_leads_nowhere(text):
    assert code_in(text) is None


def test_a_code_is_typed_as_one_likes():
    assert normal(" ab2c-d3 ef ") == "AB2CD3EF"


def test_the_text_of_a_transfer():
    text = transfer_text(OURS, Decimal("12.5"), "RF18539007547034")
    assert text.split("\n") == [
        "BCD", "002", "1", "SCT", "ABNANL2A", "Landelijke Vereniging van Vertrouwenspersonen", "NL91ABNA0417164300",
        "EUR12.50", "", "RF18539007547034",
    ]  # fmt: skip


@pytest.mark.parametrize("amount", ["0", "-1", "1000000000"])
def test_no_code_for_an_amount_that_no_bank_takes(amount):
    with pytest.raises(NotTransferableError):
        transfer_text(OURS, Decimal(amount), "RF18539007547034")


def test_the_picture_holds_the_text_as_a_code_of_level_m():
    picture = transfer_qr(OURS, Decimal("121.00"), "RF18539007547034")
    assert picture.startswith("<svg")
    ours = segno.make(
        transfer_text(OURS, Decimal("121.00"), "RF18539007547034"),
        error="m",
        boost_error=False,
        micro=False,
        encoding="utf-8",
    )
    theirs = segno.helpers.make_epc_qr(
        OURS.name, OURS.iban, Decimal("121.00"), reference="RF18539007547034", bic=OURS.bic, encoding=1
    )
    assert (ours.error, ours.version) == ("M", theirs.version)
