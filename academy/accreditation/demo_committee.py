"""Demonstration data of accreditation: committee."""

from lvv_site.operations.demo import DemoPlan


def load(plan: DemoPlan) -> None:
    """Make them."""
