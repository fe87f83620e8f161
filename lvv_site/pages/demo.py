"""Content of the demonstration: home, the association's pages and its news, from the files in `content/`."""

import tomllib
from pathlib import Path
from typing import Any

from wagtail.models import Site

from lvv_site.operations.demo import DemoPlan

from .models import BasePage, ContentPage, HomePage, LinkPage, NewsIndexPage, NewsPage, SiteSettings

AFTER: tuple[str, ...] = ()
CONTENT = Path(__file__).parent / "content"
DOORS = [
    (
        "Mij is iets overkomen op het werk",
        "U hoeft nog niets te beslissen. Lees eerst hoe een gesprek gaat en wat er geheim blijft.",
        "Lees hoe een gesprek gaat",
        "/kenniscentrum/gesprek-aanvragen/",
        True,
    ),
    (
        "Ik regel het voor onze organisatie",
        "Aanstellen, kosten, de wet en een regeling die werkt.",
        "Naar het kenniscentrum",
        "/kenniscentrum/",
        False,
    ),
    ("Ik ben vertrouwenspersoon", "Je gegevens, je account en je registratie.", "Naar Mijn LVV", "/mijn/", False),
]
HELP_LINES = [
    ("De Luisterlijn", "Dag en nacht, over alles", "088 0767 000"),
    ("Centrum Seksueel Geweld", "Dag en nacht, gratis", "0800 0188"),
    ("113", "Bij gedachten aan zelfmoord, dag en nacht", "0800 0113"),
]
FOOTER = [
    (
        "Direct naar",
        [
            ("Kenniscentrum", "/kenniscentrum/"),
            ("Zoek een vertrouwenspersoon", "/register/"),
            ("Nieuws", "/nieuws/"),
            ("English", "/en/"),
        ],
    ),
    (
        "Vereniging",
        [
            ("Lid worden", "/vereniging/lid-worden/"),
            ("Bestuur en ledenraad", "/vereniging/bestuur-en-ledenraad/"),
            ("Gedragscode", "/vereniging/gedragscode/"),
            ("Een klacht indienen", "/vereniging/een-klacht-indienen/"),
        ],
    ),
    (
        "Over deze site",
        [
            ("Uw privacy", "/privacy/"),
            ("Toegankelijkheid", "/toegankelijkheid/"),
            ("Cookies: alleen als u inlogt", "/cookies/"),
            ("Over deze demonstratie", "/over-deze-demonstratie/"),
        ],
    ),
]


def load(plan: DemoPlan) -> None:
    """Fill the home page, the settings and the tree below home."""
    home = HomePage.objects.get()
    _home(home)
    _settings(Site.objects.get(is_default_site=True))
    _add(home, LinkPage(title="Register", slug="naar-het-register", target="/register/", show_in_menus=True))
    pages: dict[str, BasePage] = {"": home}
    for item in sorted(_files("path"), key=lambda item: (item["path"].count("/"), not item["in_menu"], item["path"])):
        parent, _, slug = item["path"].rpartition("/")
        pages[item["path"]] = _add(pages[parent], _content_page(slug, item))
    _news(home, plan)


def _files(key: str) -> list[dict[str, Any]]:
    """Return the content files that have this key."""
    items = [tomllib.loads(path.read_text()) for path in sorted(CONTENT.glob("*.toml"))]
    return [item for item in items if key in item]


def _home(home: HomePage) -> None:
    home.hero_title = "Er staat een deur op een kier"
    home.hero_text = "Een vertrouwenspersoon luistert, denkt mee en is zuinig op wat u vertelt. Hier vindt u iemand, of eerst een antwoord."
    home.search_description = (
        "Controleer of een vertrouwenspersoon gecertificeerd is, of zoek een antwoord in het kenniscentrum."
    )
    keys = ("title", "text", "link_label", "link_url", "highlight")
    home.doors = [("door", dict(zip(keys, door, strict=True))) for door in DOORS]
    _publish(home)


def _settings(site: Site) -> None:
    chosen = SiteSettings.for_site(site)
    chosen.help_strip_text = "Nu met iemand praten? Dag en nacht."
    chosen.help_strip_label = "Luisterlijn"
    chosen.help_strip_phone = "088 0767 000"
    chosen.help_lines = [("line", {"name": name, "when": when, "phone": phone}) for name, when, phone in HELP_LINES]
    chosen.footer_about = (
        "De beroepsvereniging van mensen die luisteren op het werk. Wij bewaken het vak, zodat u op hen kunt bouwen."
    )
    chosen.footer_note = "U hoeft hier niets in te vullen om te kunnen lezen."
    chosen.footer_columns = [
        ("column", {"title": title, "links": [{"label": label, "page": None, "address": to} for label, to in links]})
        for title, links in FOOTER
    ]
    chosen.contact_email, chosen.complaint_url = "bureau@lvv.example", "/vereniging/een-klacht-indienen/"
    chosen.save()


def _content_page(slug: str, item: dict[str, Any]) -> ContentPage:
    extra: list[tuple[str, Any]] = [("action", {"page": None} | action) for action in item.get("actions", [])]
    if item["path"] == "privacy":
        extra.append(("retention", None))
    return ContentPage(
        title=item["title"],
        slug=slug,
        introduction=item["introduction"],
        search_description=item["search_description"],
        show_in_menus=item["in_menu"],
        members_only=item["members_only"],
        body=[("text", _rich(item["body"])), *extra],
    )


def _news(home: HomePage, plan: DemoPlan) -> None:
    index = NewsIndexPage(
        title="Nieuws", slug="nieuws", introduction="Wat er verandert op deze site en in het vak.", show_in_menus=True
    )
    _add(home, index)
    for item in sorted(_files("date"), key=lambda item: item["date"]):
        page = NewsPage(
            title=item["title"],
            slug=item["slug"],
            date=min(item["date"], plan.today),
            introduction=item["introduction"],
            search_description=item["search_description"],
            members_only=item["members_only"],
            body=[("text", _rich(item["body"]))],
        )
        _add(index, page)


def _rich(html: str) -> Any:
    from wagtail.rich_text import RichText  # noqa: PLC0415 - loads feature registry, only when demo runs

    return RichText(html.strip())


def _add[P: BasePage](parent: BasePage, page: P) -> P:
    parent.add_child(instance=page)
    _publish(page)
    return page


def _publish(page: BasePage) -> None:
    page.save_revision().publish()
