"""Themes and thesaurus in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import SynonymGroup, Theme


class ThemeViewSet(SnippetViewSet):
    """The themes that questions are grouped by."""

    model = Theme
    icon = "folder-open-inverse"
    list_display = ("name", "code", "position")
    copy_view_enabled = False


class SynonymGroupViewSet(SnippetViewSet):
    """What people say and what the pages call it."""

    model = SynonymGroup
    icon = "openquote"
    list_display = ("__str__", "leads_to")
    copy_view_enabled = False


class KnowledgeGroup(SnippetViewSetGroup):
    """The kenniscentrum's own menu."""

    menu_label = _("Kenniscentrum")
    menu_icon = "help"
    menu_order = 250
    items = (SynonymGroupViewSet, ThemeViewSet)
