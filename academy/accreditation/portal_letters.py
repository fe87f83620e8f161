"""Mails of the portal side of accreditation."""


def register() -> None:
    """Say from what each mail is made."""
