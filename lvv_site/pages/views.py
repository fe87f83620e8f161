"""Pages that are not in the page tree."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what is not for them, and where the sitemap is."""
    lines = [
        "User-agent: *",
        "Disallow: /beheer/",
        "Disallow: /account/",
        "Disallow: /mijn/",
        "Disallow: /api/",
        "Disallow: /*?",
        "Allow: /sitemap-",  # whose sections come in pages
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send whoever asks for the old address on to the brand's mark."""
    return HttpResponsePermanentRedirect(static("img/mark-180.png"))


@require_safe
def english_home(request: HttpRequest) -> HttpResponse:
    """Show English readers what there is for them."""
    return render(request, "pages/english.html", {"breadcrumb": []})
