"""Addresses of the site. Rooms outside `lvv_site` are named by string: imports go along the arrows only."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lvv_site.api import api_urls, missing

handler400 = "lvv_site.operations.failures.bad_request"
handler500 = "lvv_site.operations.failures.server_error"

# Public media come from the web server or object storage; on one machine of one's own, from here.
media_urls = (
    [re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})] if settings.SERVE_MEDIA else []
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lvv_site.operations.urls")),
    path("", include("academy.register.well_known")),
    path("", include("lvv_site.pages.urls")),
    path("api/v1/", include((api_urls(), "api"))),
    re_path(r"^api/", missing),
    path("", include("lvv_site.members.admin_urls")),
    path("beheer/", include(wagtailadmin_urls)),
    path("documenten/", include(wagtaildocs_urls)),
    path("betalen/", include("lvv_site.payments.urls")),
    path("stijlgids/", include("lvv_site.pages.styleguide")),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("mijn/intervisie/", include("academy.intervisie.urls")),
        path("mijn/facturen/", include("lvv_site.payments.member_urls")),
        path("mijn/gegevens/register/", include("academy.register.member_urls")),
        path("mijn/", include("lvv_site.members.urls")),
        path("", include("events.booking.urls")),
        path("inchecken/", include("events.booking.checkin_urls")),
        path("", include("events.agenda.urls")),
        path("", include("academy.courses.urls")),
        path("mijn/uren/lijst/", include("academy.accreditation.member_urls")),
        path("", include("academy.hours.urls")),
        path("", include("academy.dossier.urls")),
        path("register/", include("academy.register.urls")),
        path("opleider/", include("academy.accreditation.urls")),
        path("kenniscentrum/", include("kenniscentrum.faq.urls")),
        prefix_default_language=False,
    ),
    *media_urls,
    path("", include(wagtail_urls)),
]
