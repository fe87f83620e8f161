"""`manage.py first_office_account`: on an empty site, ask for the account that can make all others."""

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from lvv_site.members import roles
from lvv_site.members.models import User


class Command(BaseCommand):
    help = "Ask for the first office account when there is none yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(groups__name="office").exists():
            return
        email, password = self.ask()
        with transaction.atomic():
            user = User.objects.create_user(email, password)
            roles.grant(user, "office")
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]
        self.stdout.write(f"Office account made: {user.email}. Signing in to /beheer/ asks for a second factor.")

    def ask(self) -> tuple[str, str]:
        """Ask until both are good; without a terminal, take OFFICE_EMAIL and OFFICE_PASSWORD."""
        if email := os.environ.get("OFFICE_EMAIL"):
            return email, checked(email, os.environ.get("OFFICE_PASSWORD", ""))
        if not sys.stdin.isatty():
            raise CommandError("no terminal to ask for the first office account: set OFFICE_EMAIL and OFFICE_PASSWORD")
        while True:
            email = input("E-mail address of the first office account: ").strip()
            password = getpass.getpass("Password (at least 12 characters): ")
            try:
                return email, checked(email, password)
            except CommandError as error:
                self.stderr.write(str(error))


def checked(email: str, password: str) -> str:
    """Return the password when address and password are acceptable.

    Raises:
        CommandError: they are not, and why.
    """
    try:
        validate_email(email)
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
