"""What the pages room adds to Wagtail."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks

from lvv_site import civil
from lvv_site.members.membership import is_member

from .models import SiteDocument
from .visibility import person_of


@hooks.register("before_serve_document")
def refuse_members_document(document: SiteDocument, request: HttpRequest) -> HttpResponse | None:
    """Give a members' document to members and to whoever may edit documents; say to others who may see it."""
    if not document.members_only:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if is_member(person_of(request), civil.today()) or request.user.has_perm("pages.change_sitedocument"):
        return None
    return render(request, "403.html", {"reason": "members_only"}, status=403)
