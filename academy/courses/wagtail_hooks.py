"""What this room adds to the admin and to the forecast of hours."""

from wagtail import hooks

from academy.hours.planned import Planned
from lvv_site.members.models import Person

from . import planned
from .viewsets import CoursesGroup, courses_viewsets


@hooks.register("register_admin_viewset")
def register_courses() -> CoursesGroup:
    """Show runs and refused hours to who may see them."""
    return courses_viewsets


@hooks.register("planned_hours")
def planned_hours(person: Person) -> list[Planned]:
    """Tell what somebody has booked, and which runs could help."""
    return [*planned.booked(person), *planned.suggested(person)]


@hooks.register("booked_hours")
def booked_hours(person: Person) -> list[Planned]:
    """Tell what somebody has booked."""
    return planned.booked(person)
