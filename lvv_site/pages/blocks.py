"""The small set of blocks that every page is composed of. Each has a preview, so that an editor sees what it gives."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
VIDEO_TYPES = ("mp4", "webm")


class TextBlock(blocks.RichTextBlock):
    """Running text with headings, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        label = _("Tekst")
        icon = "pilcrow"
        template = "pages/blocks/text.html"
        preview_value = "<h2>Een kop die iets zegt</h2><p>Een paar korte zinnen. Daarna een lijst:</p><ul><li>een</li><li>twee</li></ul>"
        description = _("Lopende tekst met koppen, lijsten en links.")


class PictureBlock(blocks.StructBlock):
    """A picture with its text alternative, or marked as decoration."""

    image = ImageBlock(label=_("Afbeelding"))
    caption = blocks.CharBlock(label=_("Bijschrift"), required=False, max_length=200)

    class Meta:
        label = _("Afbeelding")
        icon = "image"
        template = "pages/blocks/picture.html"
        description = _("Een afbeelding met een beschrijving voor wie haar niet ziet.")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    quote = blocks.TextBlock(label=_("Citaat"), max_length=400)
    by = blocks.CharBlock(label=_("Van wie"), required=False, max_length=120)

    class Meta:
        label = _("Citaat")
        icon = "openquote"
        template = "pages/blocks/quote.html"
        preview_value: ClassVar = {"quote": "Luisteren is ook werk.", "by": "Een vertrouwenspersoon"}
        description = _("Een uitspraak, met of zonder naam.")


class ActionBlock(blocks.StructBlock):
    """One action: a card with a heading, a sentence and a link."""

    title = blocks.CharBlock(label=_("Kop"), max_length=80)
    text = blocks.TextBlock(label=_("Zin"), max_length=240, required=False)
    label = blocks.CharBlock(label=_("Tekst op de knop"), max_length=40)
    page = blocks.PageChooserBlock(label=_("Pagina"), required=False)
    address = blocks.CharBlock(label=_("Of een adres"), required=False, help_text=_("Bijvoorbeeld /register/"))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Require exactly one target.

        Raises:
            StructBlockValidationError: no target, two targets, or an address that is not one.
        """
        cleaned = super().clean(value)
        check_one_target(cleaned)
        return cleaned

    class Meta:
        label = _("Actie")
        icon = "link"
        template = "pages/blocks/action.html"
        preview_value: ClassVar = {
            "title": "Klopt de registratie?",
            "text": "Zoek op naam of nummer.",
            "label": "Naar het register",
            "page": None,
            "address": "/register/",
        }
        description = _("Een kader met één knop.")


class VideoBlock(blocks.StructBlock):
    """A video of our own with captions. Publishing without captions is refused; a draft may wait for them."""

    title = blocks.CharBlock(label=_("Titel"), max_length=120)
    video = DocumentChooserBlock(label=_("Video"), help_text=_("Een bestand van het type mp4 of webm"))
    captions = DocumentChooserBlock(
        label=_("Ondertiteling"), help_text=_("Een vtt-bestand. Zonder ondertiteling kan de pagina niet online.")
    )
    transcript = blocks.RichTextBlock(label=_("Uitgeschreven tekst"), required=False, features=["bold", "ul", "ol"])

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Check the kinds of the two files.

        Raises:
            StructBlockValidationError: a file of another kind.
        """
        cleaned = super().clean(value)
        errors = {}
        if cleaned["video"] and cleaned["video"].file_extension.lower() not in VIDEO_TYPES:
            errors["video"] = ValidationError(_("Kies een video van het type mp4 of webm."))
        if cleaned["captions"] and cleaned["captions"].file_extension.lower() != "vtt":
            errors["captions"] = ValidationError(_("Kies een bestand met ondertiteling (vtt)."))
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return cleaned

    class Meta:
        label = _("Video")
        icon = "media"
        template = "pages/blocks/video.html"
        description = _("Een eigen video met ondertiteling en, als het kan, de uitgeschreven tekst.")


class RetentionBlock(blocks.StaticBlock):
    """The table of what is kept, why and how long: the same rows that the retention command follows."""

    class Meta:
        label = _("Tabel met bewaartermijnen")
        icon = "table"
        admin_text = _("Toont wat de site bewaart, waarom en hoelang. De tabel volgt de software.")
        template = "pages/blocks/retention.html"
        description = _("Wat de site bewaart, waarom en hoelang.")


class LinkBlock(blocks.StructBlock):
    """A link for the footer or a list: a page, or an address of an application."""

    label = blocks.CharBlock(label=_("Tekst"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Pagina"), required=False)
    address = blocks.CharBlock(label=_("Of een adres"), required=False, help_text=_("Bijvoorbeeld /register/"))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Require exactly one target.

        Raises:
            StructBlockValidationError: no target, two targets, or an address that is not one.
        """
        cleaned = super().clean(value)
        check_one_target(cleaned)
        return cleaned

    class Meta:
        label = _("Link")
        icon = "link"


class LinkColumnBlock(blocks.StructBlock):
    """A column of links."""

    title = blocks.CharBlock(label=_("Kop"), max_length=60)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        label = _("Kolom")
        icon = "list-ul"


class HelpLineBlock(blocks.StructBlock):
    """A help line: who, when, number."""

    name = blocks.CharBlock(label=_("Naam"), max_length=80)
    when = blocks.CharBlock(label=_("Wanneer, waarvoor"), max_length=120)
    phone = blocks.RegexBlock(
        regex=r"^[0-9+ ]{3,20}$",
        label=_("Telefoonnummer"),
        error_messages={"invalid": _("Vul een telefoonnummer in: alleen cijfers en spaties.")},
    )

    class Meta:
        label = _("Hulplijn")
        icon = "mobile-alt"


class DoorBlock(blocks.StructBlock):
    """An entry on the home page, in the shape of a door."""

    title = blocks.CharBlock(label=_("Kop"), max_length=60)
    text = blocks.CharBlock(label=_("Zin"), max_length=140)
    link_label = blocks.CharBlock(label=_("Tekst op de link"), max_length=40)
    link_url = blocks.CharBlock(label=_("Adres"), max_length=200, help_text=_("Bijvoorbeeld /kenniscentrum/"))
    highlight = blocks.BooleanBlock(label=_("Verlicht"), required=False, help_text=_("Hooguit één deur."))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Check the address.

        Raises:
            StructBlockValidationError: the address is not one of ours nor https.
        """
        cleaned = super().clean(value)
        check_address(cleaned["link_url"], "link_url")
        return cleaned

    class Meta:
        label = _("Deur")
        icon = "arrow-right"


def check_one_target(value: blocks.StructValue) -> None:
    """Require a page or an address, not both; refuse addresses like `javascript:`."""
    if bool(value["page"]) == bool(value["address"]):
        raise blocks.StructBlockValidationError({"address": ValidationError(_("Kies een pagina of vul een adres in."))})
    if value["address"]:
        check_address(value["address"], "address")


def check_address(address: str, field: str) -> None:
    """Allow paths of this site, https, mail and telephone; a block error on anything else."""
    if not address.startswith(("/", "https://", "mailto:", "tel:")) or address.startswith("//"):
        message = _("Een adres begint met / of https://")
        raise blocks.StructBlockValidationError({field: ValidationError(message)})


class BodyBlock(blocks.StreamBlock):
    """What a page's text is made of."""

    text = TextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    action = ActionBlock()
    video = VideoBlock()
    retention = RetentionBlock()
