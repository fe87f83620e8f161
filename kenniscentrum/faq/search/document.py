"""One question page as the search knows it."""

from dataclasses import dataclass
from functools import cached_property

SHORTEST_SAYING = 5  # words


@dataclass(frozen=True)
class Document:
    """A page with its key phrases.

    A short key phrase is a label: what the page is called. A longer one is a saying: a whole way of asking, of which no
    single word is what the page is about.
    """

    key: int
    slug: str
    title: str
    url: str
    summary: str
    keywords: tuple[str, ...] = ()
    short_answer: str = ""
    body: str = ""
    audiences: tuple[str, ...] = ()

    @property
    def spoken_slug(self) -> str:
        """The address as words."""
        return self.slug.replace("-", " ")

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The short key phrases."""
        return tuple(phrase for phrase in self.keywords if len(phrase.split()) < SHORTEST_SAYING)

    @property
    def headline(self) -> str:
        """Everything that says what the page is about."""
        return " ".join((self.title, self.spoken_slug, *self.labels, self.short_answer, self.summary))
