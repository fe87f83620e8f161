"""Who a session belongs to."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from .models import User


class AuthenticationBackend(AllauthBackend):
    """allauth's backend, which fetches an account and its person at once: nearly every page needs both."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session, unless it was closed."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
