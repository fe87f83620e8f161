"""Images and documents of editors: checked and stripped of metadata on upload, documents possibly for members only."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from lvv_site.storage import documents


class SiteImage(AbstractImage):
    """An image that editors place on pages."""

    admin_form_fields: ClassVar = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("afbeelding")
        verbose_name_plural = _("afbeeldingen")
        permissions: ClassVar = [("choose_image", "Can choose image")]


class SiteRendition(AbstractRendition):
    """An image at the size a page needs."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="rendition_unique")
        ]


class SiteDocument(AbstractDocument):
    """A file that can be downloaded."""

    file = models.FileField(_("bestand"), upload_to="documents", storage=documents)
    members_only = models.BooleanField(_("alleen voor leden"), default=False)

    admin_form_fields: ClassVar = (*Document.admin_form_fields, "members_only")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documenten")
        permissions: ClassVar = [("choose_document", "Can choose document")]
