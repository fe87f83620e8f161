"""What a whole sentence sounds like, when no word of it is a subject."""

import pytest

from kenniscentrum.faq.search.document import Document
from kenniscentrum.faq.search.index import SearchIndex
from kenniscentrum.faq.search.sayings import Sayings, elsewhere, traits
from kenniscentrum.faq.search.thesaurus import Group, Thesaurus

EMPTY = Thesaurus([])
PHRASES = [
    ["ze lachen me uit als ik binnenkom", "niemand wil naast mij zitten"],
    ["wat zijn we daar per jaar aan kwijt", "hoeveel geld moet ik reserveren"],
]


def pages(*keywords: tuple[str, ...]) -> list[Document]:
    return [
        Document(number, f"pagina-{number}", f"Vraag {number}", f"/{number}/", "", said)
        for number, said in enumerate(keywords)
    ]


def test_neighbours_count_and_neighbours_but_one() -> None:
    assert {found for found in traits(["a", "b", "c"], ["a", "b", "c"], EMPTY) if found[0] == "pair"} == {
        ("pair", "a", "b"),
        ("pair", "b", "c"),
        ("pair", "a", "c"),
    }


def test_words_of_one_group_of_the_thesaurus_share_their_meaning() -> None:
    thesaurus = Thesaurus([Group(("chef", "bazin"), ("baas",))])
    one, other = traits(["chef"], ["chef"], thesaurus), traits(["bazin"], ["bazin"], thesaurus)
    assert one & other == {("meaning", "baas")}


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [(["ze", "lachen", "als", "ik", "kom"], 0), (["wat", "ben", "je", "kwijt", "per", "jaar"], 1)],
)
def test_a_sentence_is_nearest_to_the_page_that_is_asked_for_so(typed: list[str], nearest: int) -> None:
    sound = Sayings(PHRASES, ["hoe bak ik een cake"], EMPTY).sound(typed, typed)
    assert int(sound.nearness.argmax()) == nearest
    assert float(sound.nearness.max()) == 1.0


def test_a_question_about_another_subject_sounds_less_like_ours() -> None:
    sayings = Sayings(PHRASES, ["hoe bak ik een cake"], EMPTY)
    theirs, ours = ["hoe", "bak", "je", "cake"], ["niemand", "wil", "naast", "mij"]
    assert sayings.sound(theirs, theirs).ours < 0 < sayings.sound(ours, ours).ours


def test_nothing_known_sounds_like_nothing() -> None:
    assert Sayings(PHRASES, elsewhere(), EMPTY).sound(["xyzzy"], ["xyzzy"]).ours == 0.0


def test_a_word_of_a_way_of_asking_is_not_what_the_page_is_called() -> None:
    """`reserveren` in a sentence about money does not make the page answer `tafel reserveren`."""
    document = pages(("budget", "hoeveel geld moet ik dan reserveren"))[0]
    assert document.labels == ("budget",)
    assert SearchIndex([document], EMPTY).search("tafel reserveren").hits == ()


def test_a_page_without_ways_of_asking_is_found_by_its_words() -> None:
    documents = [*pages(*map(tuple, PHRASES)), Document(9, "olifant", "Mag een olifant mee?", "/olifant/", "")]
    assert SearchIndex(documents, EMPTY).search("olifant").hits[0].document.slug == "olifant"
