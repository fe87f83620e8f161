"""Question pages, their index, themes, the thesaurus and the version of the search index."""

from .index_page import KnowledgeIndexPage
from .question import QuestionPage, RelatedQuestion
from .stamp import SearchStamp
from .theme import Theme
from .thesaurus import SynonymGroup

__all__ = ["KnowledgeIndexPage", "QuestionPage", "RelatedQuestion", "SearchStamp", "SynonymGroup", "Theme"]
