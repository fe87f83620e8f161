import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.certification import numbers
from academy.certification.numbers import UnusableNumberError, check_imported, is_own, is_typing_error, number_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("lvv-104283-k", "LVV104283K"),
        ("LVV 104 283 K", "LVV104283K"),
        ("LVV–104283—K", "LVV104283K"),
        ("2019/00-12", "20190012"),
        (" ab\t12\n", "AB12"),
        ("ab\u00a012\u200b\0", "AB12"),
        ("---", ""),
    ],
)
def test_key_is_upper_case_without_space_dash_slash(written: str, key: str) -> None:
    assert number_key(written) == key


def test_own_numbers_end_with_a_check_character() -> None:
    number = numbers.own_number(100001)
    assert number.startswith("LVV-100001-")
    assert is_own(number_key(number))


@given(st.integers(100_000, 999_999), st.integers(3, 9), st.sampled_from("0123456789ABCKX"))
def test_one_wrong_character_is_a_typing_error_never_another_number(serial: int, place: int, other: str) -> None:
    key = number_key(numbers.own_number(serial))
    wrong = key[:place] + other + key[place + 1 :]
    assert wrong == key or (is_typing_error(wrong) and not is_own(wrong))


@given(st.integers(100_000, 999_999), st.integers(3, 8))
def test_two_swapped_characters_are_a_typing_error(serial: int, place: int) -> None:
    key = number_key(numbers.own_number(serial))
    swapped = key[:place] + key[place + 1] + key[place] + key[place + 2 :]
    assert swapped == key or is_typing_error(swapped) or not numbers.survives_swaps(serial)


def test_serials_whose_swap_would_go_unnoticed_are_rare_and_skipped() -> None:
    skipped = [serial for serial in range(100_001, 102_001) if not numbers.survives_swaps(serial)]
    assert 0 < len(skipped) < 300


@pytest.mark.parametrize("number", ["VP-12", "2019/123", "é12", "A.1", "LVV-A", "12345"])
def test_numbers_of_others_are_kept(number: str) -> None:
    check_imported(number)
    assert not is_typing_error(number_key(number)) or number.startswith("LVV")


@pytest.mark.parametrize(
    "number",
    [
        "LVV-123456-A",
        "lvv 1 2",
        "LVV2019/123",
        "opleiders",
        "Op-leidingen",
        "BADGE",
        "controle",
        "--",
        "..",
        "a?b",
        "a#b",
        "a%b",
        "1" * 41,
        "a<b",
    ],
)
def test_numbers_that_nobody_can_keep_are_refused(number: str) -> None:
    with pytest.raises(UnusableNumberError):
        check_imported(number)


@pytest.mark.parametrize(("number", "part"), [("LVV-100001-X", "LVV-100001-X"), ("2019/123", "2019123"), ("A 1", "A1")])
def test_address_keeps_the_form_where_it_fits(number: str, part: str) -> None:
    assert numbers.address_part(number) == part


@pytest.mark.django_db
def test_next_numbers_are_never_given_twice() -> None:
    first, second = numbers.next_numbers(2), numbers.next_numbers(2)
    assert len({*first, *second}) == 4
