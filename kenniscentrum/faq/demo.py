"""The kenniscentrum of the demonstration: the 46 question pages that the room brings."""

from wagtail.models import Page, Site

from lvv_site.operations.demo import DemoPlan

from . import content
from .content import QuestionContent
from .models import KnowledgeIndexPage, QuestionPage, RelatedQuestion, Theme

AFTER = ("lvv_site.pages",)
INTRODUCTION = "Korte antwoorden, nagekeken door mensen uit het vak. Zonder inlog en zonder volgers."


def load(plan: DemoPlan) -> None:
    """Make the index, then all pages, then what links them: a link needs the key of a page that may come later."""
    index = KnowledgeIndexPage(
        title="Kenniscentrum", slug="kenniscentrum", introduction=INTRODUCTION, show_in_menus=True,
        search_description="Vragen en antwoorden over de vertrouwenspersoon, ongewenst gedrag en integriteit op het werk.",
    )  # fmt: skip
    home = Site.objects.get(is_default_site=True).root_page
    home.add_child(instance=index)
    index.save_revision().publish()
    index.move(home, pos="first-child")  # the menu follows the tree, and this is what most visitors come for
    index.refresh_from_db()
    themes = {theme.code: theme for theme in Theme.objects.all()}
    written = content.read_all()
    pages = {item.slug: _add(index, themes[item.theme], item) for item in written}
    keys = {slug: page.pk for slug, page in pages.items()}
    for item in written:
        _finish(pages[item.slug], item, keys)


def _add(index: Page, theme: Theme, item: QuestionContent) -> QuestionPage:
    page = QuestionPage(
        title=item.question,
        slug=item.slug,
        search_description=item.summary,
        short_answer=item.short_answer,
        audience=item.audiences[0],
        also_for=list(item.audiences[1:]),
        theme=theme,
        sources=[("source", dict(source)) for source in item.sources],
        next_step=item.next_step,
        next_step_label=item.next_step_label,
        next_step_url=item.next_step_url,
        law_as_of=item.law_as_of,
        reviewed_on=item.reviewed_on,
        keywords="\n".join(item.keywords),
        live=False,
    )
    index.add_child(instance=page)
    return page


def _finish(page: QuestionPage, item: QuestionContent, keys: dict[str, int]) -> None:
    page.body = content.rich_text(item.body, keys)
    page.related_questions = [
        RelatedQuestion(question_id=keys[slug], sort_order=place) for place, slug in enumerate(item.related)
    ]
    page.save_revision().publish()
