"""Pages as editors make them: published below home."""

from typing import Any

from lvv_site.pages.models import BasePage, HomePage


def home() -> HomePage:
    """The home page that the first migration makes."""
    return HomePage.objects.get()


def publish[P: BasePage](page: P, parent: BasePage | None = None) -> P:
    """Put the page below its parent (home by default) and publish it."""
    (parent or home()).add_child(instance=page)
    page.save_revision().publish()
    return page


def text(html: str = "<p>Een gewone zin.</p>") -> list[tuple[str, Any]]:
    """A body of one text block."""
    from wagtail.rich_text import RichText

    return [("text", RichText(html))]
