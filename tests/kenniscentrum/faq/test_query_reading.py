"""Words as people type them: stems, compounds, typing errors, phrases, highlights."""

import pytest

from kenniscentrum.faq.search import compounds
from kenniscentrum.faq.search.analysis import normalise, relatives, separated, stem, terms, words
from kenniscentrum.faq.search.document import Document
from kenniscentrum.faq.search.highlight import pieces
from kenniscentrum.faq.search.index import SearchIndex
from kenniscentrum.faq.search.spelling import Speller, cost
from kenniscentrum.faq.search.thesaurus import Group, Thesaurus

KNOWN = {"vertrouwenspersoon", "kosten", "klachten", "commissie", "nascholing", "uren", "ondernemingsraad"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gepest", "pesten"),
        ("melding", "gemeld"),
        ("gediscrimineerd", "discriminatie"),
        ("jaarverslagen", "jaarverslag"),
        ("geregistreerde", "register"),
        ("zzp'ers", "zzp'er"),
        ("klachtenregelingen", "klachtenregeling"),
        ("vertrouwenspersonen", "vertrouwenspersoon"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(words(one)[0]) == stem(words(other)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("gemeente", "gemeen"), ("beleid", "begeleiding"), ("kans", "kan"), ("melder", "melding"), ("weekend", "week")],
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_accents_apostrophes_and_signs_make_no_difference() -> None:
    assert words("Privé-collega's bij P&O, RI&E en re-integratie") == [
        "prive",
        "collegas",
        "bij",
        "po",
        "rie",
        "en",
        "reintegratie",
    ]
    assert normalise("ÉÉN") == "een"


def test_words_without_subject_are_left_out() -> None:
    assert terms("Wat kan ik eigenlijk doen als ik word gepest?") == ["pest"]


def test_related_forms_are_found() -> None:
    assert stem("bedreigen") in relatives("bedreigde")
    assert stem("rapporteren") in relatives("gerapporteerde")
    assert stem("declaratie") in relatives("declareert")


def test_a_verb_in_two_parts_is_put_together() -> None:
    assert "aanstellen" in separated(["hoe", "stellen", "we", "iemand", "aan"])


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("vertrouwenspersoonkosten", ("vertrouwenspersoon", "kosten")),
        ("klachtencommissie", ("klachten", "commissie")),
        ("nascholingsuren", ("nascholing", "uren")),
    ],
)
def test_a_compound_of_known_words_is_split(word: str, parts: tuple[str, ...]) -> None:
    assert compounds.whole_split(word, KNOWN.__contains__) == parts


def test_a_compound_that_is_half_known_tells_its_known_part() -> None:
    split = compounds.split("muziekcommissie", KNOWN.__contains__, KNOWN.__contains__)
    assert split == compounds.Split(("commissie",), "muziek", 9 / 15)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vertouwenspersoon", "vertrouwenspersoon"),
        ("ksoten", "kosten"),
        ("kommissie", "commissie"),
        ("ondernemigsraad", "ondernemingsraad"),
    ],
)
def test_a_mistyped_word_is_repaired(typed: str, meant: str) -> None:
    repair = Speller(dict.fromkeys(KNOWN, 1.0)).repair(typed)
    assert repair is not None
    assert repair.word == meant


def test_a_word_far_from_all_others_is_not_repaired() -> None:
    assert Speller(dict.fromkeys(KNOWN, 1.0)).repair("appeltaart") is None


def test_what_fingers_and_ears_confuse_costs_less() -> None:
    assert cost("kosetn", "kosten", 2) < cost("kospen", "kosten", 2) <= 1
    assert cost("agresie", "agressie", 2) < 0.5


def thesaurus() -> Thesaurus:
    return Thesaurus([Group(("treiteren", "pesten")), Group(("de boel belazeren", "belazeren"), ("fraude",))])


def test_words_of_a_group_find_each_other() -> None:
    assert ("pest",) in thesaurus().of((stem("treiteren"),))
    assert (stem("treiteren"),) in thesaurus().of(("pest",))


def test_a_group_that_leads_somewhere_leads_one_way() -> None:
    assert thesaurus().of((stem("belazeren"),)) == {(stem("fraude"),)}
    assert thesaurus().of((stem("fraude"),)) == set()


def pages() -> list[Document]:
    return [
        Document(
            1,
            "pesten",
            "Wanneer is iets pesten?",
            "/pesten/",
            "Over pesten.",
            (),
            "Als het vaker gebeurt.",
            "Pesten doet pijn.",
        ),
        Document(
            2,
            "kosten",
            "Wat kost een vertrouwenspersoon?",
            "/kosten/",
            "Over prijzen.",
            ("tarief",),
            "Dat verschilt.",
            "Geld.",
        ),
        Document(
            3, "fraude", "Wat is fraude?", "/fraude/", "Over geld.", (), "Bedrog met geld.", "Fraude is strafbaar."
        ),
    ]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("getreiterd", "pesten"),
        ("PESTEN!!", "pesten"),
        ("pessten", "pesten"),
        ("ze belazeren hier de boel", "fraude"),
        ("vertrouwenspersoonkosten", "kosten"),
        ("tarieven", "kosten"),
    ],
)
def test_it_finds(query: str, slug: str) -> None:
    assert SearchIndex(pages(), thesaurus()).search(query).hits[0].document.slug == slug


@pytest.mark.parametrize(
    "query", ["", "   ", "?!", "de het een", "appeltaart bakken", "x" * 10_000, "\x00\x07", "'; DROP TABLE faq;--"]
)
def test_it_finds_nothing_and_survives(query: str) -> None:
    assert SearchIndex(pages(), thesaurus()).search(query).hits == ()


def test_an_index_without_pages_finds_nothing() -> None:
    assert SearchIndex([], thesaurus()).search("pesten").hits == ()


def test_it_says_what_it_repaired() -> None:
    assert SearchIndex(pages(), thesaurus()).search("fraudde").repaired == (("fraudde", "fraude"),)


def test_every_index_of_the_same_pages_answers_the_same() -> None:
    queries = ["geld", "pesten kost geld", "fraude of pesten", "tarief"]
    one, other = SearchIndex(pages(), thesaurus()), SearchIndex(pages(), thesaurus())
    assert [one.search(query) for query in queries] == [other.search(query) for query in queries]


def test_words_that_were_asked_for_are_marked() -> None:
    text = "Wanneer is iets pesten op het werk?"
    marked = pieces(text, {"pest"})
    assert [piece for piece, asked in marked if asked] == ["pesten"]
    assert "".join(piece for piece, _ in marked) == text
