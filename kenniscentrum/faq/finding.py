"""The search of this process: asks the engine, knows where pages and thesaurus come from."""

from . import queries
from .models import SearchStamp
from .search.engine import Engine
from .search.index import MOST_RESULTS, Outcome, SearchIndex


def build() -> SearchIndex:
    """Build an index of what is published now; two queries."""
    return SearchIndex(queries.documents(), queries.thesaurus())


engine = Engine(version=SearchStamp.current, build=build)


def find(query: str, limit: int = MOST_RESULTS) -> Outcome:
    """Return the questions that answer, best first; the query is neither kept nor logged."""
    return engine.current().search(query, limit)
