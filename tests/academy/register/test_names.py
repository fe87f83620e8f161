"""How names are read: words, prefixes, spellings, sounds, slips."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.register import names
from academy.register.matching import GOOD_ENOUGH, SAME, Spelling, deletions, slips
from academy.register.matching import grade as grade_spellings


def grade(asked: str, word: str) -> int:
    return grade_spellings(Spelling.of(asked), Spelling.of(word))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Yıldız", "yildiz"), ("Ömer Çelik", "omer celik"), ("Müller", "muller"), ("STRAẞE", "strasse"), ("Łukasz", "lukasz"), ("Ĳssel", "ijssel"), ("İpek", "ipek")],
)  # fmt: skip
def test_fold_drops_capitals_and_diacritics(text: str, expected: Any) -> None:
    assert names.fold(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("meijer", "meyer"), ("meijer", "meier"), ("maier", "mayer"), ("kuijpers", "kuipers"), ("dijk", "dyck"), ("dekker", "deker"), ("schmidt", "smidt"), ("mueller", "muller"), ("kroeger", "kroger"), ("bruijn", "bruin"), ("janssen", "jansen"), ("hoekstra", "hoextra")],
)  # fmt: skip
def test_spellings_of_one_name_are_plainly_the_same(one: str, other: str) -> None:
    assert names.plain(one) == names.plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("smit", "schmidt"), ("pietersz", "pietersen"), ("wijnants", "wijnands"), ("vries", "fries"), ("jansen", "janzen"), ("cornelissen", "cornelisse"), ("brand", "brant"), ("weegh", "weech")],
)  # fmt: skip
def test_names_that_sound_alike(one: str, other: str) -> None:
    assert names.sound(one) == names.sound(other)


def test_forms_of_a_double_name_with_prefixes() -> None:
    forms = names.forms("Anne-Marie", "van der", "Berg-de Boer")
    assert forms.given == {"anne", "marie"}
    assert forms.parts == {"berg", "boer"}
    assert forms.family == set()
    assert {"annemarie", "bergboer", "vanderbergdeboer"} <= forms.joined
    assert forms.joined_parts == {"vanderberg", "derberg", "deboer"}
    assert forms.prefixes == {"vander", "vd", "de", "d"}
    assert forms.initials == {"a", "m"}


def test_prefixes_inside_the_family_name_are_prefixes_too() -> None:
    assert names.forms("Anna", "", "van der Berg") == names.forms("Anna", "van der", "Berg")


@pytest.mark.parametrize(
    ("text", "words", "prefixes", "initials"),
    [
        ("berg, van der", ("berg",), ("vander",), ()),
        ("v.d. berg", ("berg",), ("vd",), ()),
        ("v/d Berg", ("berg",), ("vd",), ()),
        ("hoekstra s", ("hoekstra",), ("s",), ("s",)),
        ("J.P. Jansen", ("jansen",), (), ("j", "p")),
        ("’t hooft", ("hooft",), ("t",), ()),
        ("mevr. drs. Hoekstra", ("hoekstra",), (), ()),
        ("van der", ("van",), ("vander",), ()),
        ("S. ter Horst", ("horst",), ("ter",), ("s",)),
        ("T. v.d. Berg", ("berg",), ("vd",), ("t",)),
        ("v. van Dijk", ("dijk",), ("van",), ("v",)),
        ("in 't Veld", ("veld",), ("int",), ()),
        ("v. 't Hek", ("hek",), ("vt",), ()),
        ("Berg, van der S.", ("berg",), ("vander",), ("s",)),
        ("RB Koning", ("koning",), (), ("r", "b")),
        ("Jan VOS", ("jan", "vos"), (), ()),
        ("Erika ver Beek", ("erika", "verbeek"), (), ()),
        ("anna.vandenberg@voorbeeld.example", ("anna", "vandenberg"), (), ()),
        ("vertrouwenspersoon Anna Berg", ("anna", "berg"), (), ()),
        ("", (), (), ()),
        ("'; DROP TABLE --", ("drop", "table"), (), ()),
    ],
)
def test_reading_what_was_typed(text: str, words: Any, prefixes: Any, initials: Any) -> None:
    query = names.parse(text)
    assert (query.words, query.prefixes, query.initials) == (words, prefixes, initials)


def test_a_name_without_spaces_is_cut_where_prefixes_are() -> None:
    cuts = names.cuts("annavandenberg")
    assert {("anna", "vandenberg"), ("anna", "berg")} <= set(cuts)
    assert all(len(left) > 1 and len(right) > 1 for left, right in cuts)


@pytest.mark.parametrize("typed", ["Anna van der Berg", "berg, anna van der", "ANNA VANDER BERG", "van der Berg Anna"])
def test_a_full_name_is_exact_in_any_order(typed: str) -> None:
    assert names.exact_key(typed) == names.exact_key("Anna", "van der", "Berg")


def test_part_of_a_name_is_not_exact() -> None:
    assert names.exact_key("Anna Berg") != names.exact_key("Anna", "van der", "Berg")


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("jansen", "jansen", 0), ("jasnen", "jansen", 1), ("jansn", "jansen", 1), ("janssen", "jansen", 1), ("yilmiz", "yildiz", 1), ("abcdef", "uvwxyz", 3)],
)  # fmt: skip
def test_slips_count_a_swap_once(one: str, other: str, count: int) -> None:
    assert slips(one, other, 2) == count


@given(st.text("abcdehijnrstvy", max_size=12), st.text("abcdehijnrstvy", max_size=12))
def test_grading_is_bounded_and_knows_the_same(one: str, other: str) -> None:
    assert 0 <= grade(one, other) <= SAME
    assert (grade(one, other) == SAME) == (one == other)


@given(st.text("abcdehijnrstvy", min_size=4, max_size=12), st.integers(0, 11), st.sampled_from("xqz"))
def test_words_one_slip_apart_share_a_deletion(word: str, place: int, letter: str) -> None:
    place = place % len(word)
    assert set(deletions(word)) & set(deletions(word[:place] + letter + word[place + 1 :]))


@given(st.text(max_size=60))
def test_no_text_breaks_reading(text: str) -> None:
    names.parse(text)
    names.forms(text, text, text)
    names.sort_key(text, text, text)


def test_unlike_names_are_not_good_enough() -> None:
    assert [grade(*pair) >= GOOD_ENOUGH for pair in [("berg", "boer"), ("jansen", "hansson"), ("vos", "bos")]] == [
        False,
        False,
        False,
    ]
