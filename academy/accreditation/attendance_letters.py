"""Mails of the attendance side of accreditation."""


def register() -> None:
    """Say from what each mail is made."""
