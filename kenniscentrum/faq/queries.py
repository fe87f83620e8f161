"""What the search and other rooms ask about questions."""

from django.utils.html import strip_tags

from lvv_site import civil
from lvv_site.pages.visibility import visible_to

from .models import QuestionPage, SynonymGroup
from .search.document import Document
from .search.thesaurus import Thesaurus


def documents() -> list[Document]:
    """Return everything that is published and that everybody may see, as the search knows it; one query."""
    published = visible_to(QuestionPage.objects.live(), None, civil.today())
    return [document_of(page) for page in published.order_by("path").defer("sources")]


def document_of(page: QuestionPage) -> Document:
    """Return a page as the search knows it; tags become spaces, so that words of two list items stay two words."""
    return Document(
        key=page.pk,
        slug=page.slug,
        title=page.title,
        url=page.get_url() or "",
        summary=page.summary,
        keywords=page.keyword_list,
        short_answer=page.short_answer,
        body=strip_tags(page.body.replace("<", " <")),
        audiences=tuple(page.audiences),
    )


def thesaurus() -> Thesaurus:
    """Return the editors' thesaurus; one query."""
    return Thesaurus(row.group for row in SynonymGroup.objects.all())
