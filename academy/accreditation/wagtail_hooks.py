"""What this room adds to the admin."""

from wagtail import hooks

from . import attendance_hooks  # noqa: F401 - registers its own
from .viewsets import AccreditationGroup, accreditation_viewsets


@hooks.register("register_admin_viewset")
def register_accreditation() -> AccreditationGroup:
    """Show trainings and providers to who may see them."""
    return accreditation_viewsets
