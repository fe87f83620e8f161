"""The catalogue's pages, their runs, and attendance that could not become hours by itself."""

from .doubts import Doubt, DoubtHandled
from .pages import CatalogueIndexPage, CoursePage
from .runs import Run

__all__ = ["CatalogueIndexPage", "CoursePage", "Doubt", "DoubtHandled", "Run"]
