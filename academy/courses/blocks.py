"""What a course page is filled with beside running text: the programme of the day, and who teaches."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ProgrammeBlock(blocks.StructBlock):
    """One line of the programme."""

    time = blocks.TimeBlock(label=_("Tijd"), required=False)
    title = blocks.CharBlock(label=_("Wat"), max_length=120)
    text = blocks.CharBlock(label=_("Toelichting"), max_length=240, required=False)
    pause = blocks.BooleanBlock(label=_("Pauze"), required=False)

    class Meta:
        label = _("Onderdeel")
        icon = "time"
        template = "courses/blocks/programme.html"
        preview_value: ClassVar = {"time": "10:00", "title": "De drempel", "text": "De eerste minuut", "pause": False}
        description = _("Een regel van het programma, of een pauze.")


class TeacherBlock(blocks.StructBlock):
    """Somebody who teaches."""

    name = blocks.CharBlock(label=_("Naam"), max_length=120)
    about = blocks.TextBlock(label=_("Over de docent"), max_length=400, required=False)

    class Meta:
        label = _("Docent")
        icon = "user"
        template = "courses/blocks/teacher.html"
        preview_value: ClassVar = {"name": "Een docent", "about": "Werkt al jaren als vertrouwenspersoon."}
        description = _("Wie de opleiding geeft.")
