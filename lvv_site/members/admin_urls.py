"""Addresses that go before Wagtail's own: its logins and password reset would let in by password alone."""

from urllib.parse import urlencode

from allauth.account.views import logout as allauth_logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, re_path, reverse
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, BaseSettingsPanel, NameEmailSettingsPanel


class PreferencesView(AccountView):
    """Wagtail's own preferences, without what belongs to the account: name and picture; see `/mijn/gegevens/`."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        """Keep language, theme and notifications."""
        panels: list[BaseSettingsPanel] = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, NameEmailSettingsPanel | AvatarSettingsPanel)]


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Send on to our login page, keeping where the visitor was going."""
    onward = request.GET.get("next") or request.POST.get("next") or ""
    query = f"?{urlencode({'next': onward})}" if onward else ""
    return HttpResponseRedirect(reverse("account_login") + query)


@never_cache
def logout(request: HttpRequest) -> HttpResponse:
    """Log out when the admin's own button posts here; a link leads to our page that asks first."""
    if request.method == "POST":
        response: HttpResponse = allauth_logout(request)
        return response
    return HttpResponseRedirect(reverse("account_logout"))


urlpatterns = [
    path("beheer/login/", login),
    path("beheer/logout/", logout),
    re_path(r"^beheer/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("beheer/account/", never_cache(require_admin_access(PreferencesView.as_view()))),
    path("_util/login/", login),
]
