"""What the office can set about the site without a programmer."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from ..blocks import HelpLineBlock, LinkColumnBlock


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """Names, help lines, footer and contact of one site."""

    tagline = models.CharField(
        _("volledige naam"), max_length=120, default="Landelijke Vereniging van Vertrouwenspersonen"
    )
    help_strip_text = models.CharField(_("zin in de hulpbalk"), max_length=100, blank=True)
    help_strip_label = models.CharField(_("naam in de hulpbalk"), max_length=60, blank=True)
    help_strip_phone = models.CharField(_("nummer in de hulpbalk"), max_length=20, blank=True)
    quick_exit_url = models.URLField(
        _("waar 'Snel weg' heen gaat"),
        default="https://www.knmi.nl/",
        help_text=_("Een gewone site waar iedereen komt."),
    )
    help_lines = StreamField([("line", HelpLineBlock())], verbose_name=_("hulplijnen"), blank=True)
    footer_about = models.TextField(_("over de vereniging"), blank=True, max_length=400)
    footer_note = models.CharField(_("slotzin"), max_length=160, blank=True)
    footer_columns = StreamField([("column", LinkColumnBlock())], verbose_name=_("kolommen"), blank=True, max_num=3)
    contact_email = models.EmailField(_("e-mailadres van het bureau"), blank=True)
    contact_url = models.CharField(_("adres van de contactpagina"), max_length=200, default="/contact/")

    complaint_url = models.CharField(
        _("adres van de uitleg over klachten"), max_length=200, blank=True, help_text=_("Bijvoorbeeld /register/")
    )

    panels: ClassVar = [
        FieldPanel("tagline"),
        MultiFieldPanel(
            [
                FieldPanel("help_strip_text"),
                FieldPanel("help_strip_label"),
                FieldPanel("help_strip_phone"),
                FieldPanel("quick_exit_url"),
                FieldPanel("help_lines"),
            ],
            _("Hulp"),
        ),
        MultiFieldPanel(
            [FieldPanel("footer_about"), FieldPanel("footer_columns"), FieldPanel("footer_note")], _("Onderaan de site")
        ),
        MultiFieldPanel(
            [FieldPanel("contact_email"), FieldPanel("contact_url"), FieldPanel("complaint_url")], _("Contact")
        ),
    ]

    class Meta:
        verbose_name = _("instellingen van de site")
