"""Demonstration data of accreditation: runs."""

from lvv_site.operations.demo import DemoPlan


def load(plan: DemoPlan) -> None:
    """Make them."""
