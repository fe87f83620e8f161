"""allauth's own forms with our limits on them, and without the differences that would betray who has an account."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as second_factor
from allauth.mfa.webauthn import forms as webauthn
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import limits


class SignupForm(account.SignupForm):
    """Sign up: an address that is known already costs the same time as a new one."""

    def try_save(self, request: HttpRequest) -> Any:
        """Save, or only pretend to; the pretence hashes the password too, which is what takes the time."""
        limits.mail(request, self.cleaned_data["email"])
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPasswordForm(account.ResetPasswordForm):
    """Ask for a link to set a new password."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the mail."""
        limits.mail(request, self.cleaned_data["email"])
        return str(super().save(request, **kwargs))


class RequestLoginCodeForm(account.RequestLoginCodeForm):
    """Ask for a code to sign in with."""

    def clean_email(self) -> str:
        """Count the request for this address."""
        limits.mail(context.request, self.cleaned_data["email"])
        return str(super().clean_email())


class AddEmailForm(account.AddEmailForm):
    """Move to another e-mail address, which gets a code first."""

    def clean_email(self) -> str:
        """Count the request for this address."""
        limits.mail(context.request, self.cleaned_data["email"])
        return str(super().clean_email())


class ChangePasswordForm(account.ChangePasswordForm):
    """Change the password: whoever holds a stolen session may not guess the old one at leisure."""

    def clean_oldpassword(self) -> str:
        """Count the attempt."""
        limits.second_factor(context.request, self.user)
        return str(super().clean_oldpassword())


class AuthenticateForm(second_factor.AuthenticateForm):
    """The second step of signing in."""

    def clean_code(self) -> str:
        """Count the attempt: a code has six digits only."""
        limits.second_factor(context.request, self.user)
        return str(super().clean_code())


class ReauthenticateForm(second_factor.ReauthenticateForm):
    """The same code, asked again before something delicate."""

    def clean_code(self) -> str:
        """Count the attempt."""
        limits.second_factor(context.request, self.user)
        return str(super().clean_code())


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """Add a passkey: one that signs in without a password, unless somebody wants it as second step only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Naam")
        self.fields["name"].help_text = _("Zo herken je hem later, bijvoorbeeld aan je telefoon of laptop.")
        self.fields["passwordless"].label = _("Hiermee kan ik inloggen zonder wachtwoord")
        self.fields["passwordless"].help_text = _("Zonder vinkje is het alleen een tweede stap, na je wachtwoord.")
        self.fields["passwordless"].initial = True
