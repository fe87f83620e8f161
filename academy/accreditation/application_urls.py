"""Applications for accreditation in the portal. A section is one of `enums.Section`; the other words go before it."""

from django.urls import URLPattern, path

from . import application_checking, application_files, application_verbs, application_views, application_wizard

START = "<slug:provider>/aanvragen/"
ONE = f"{START}<slug:code>/"

urlpatterns: list[URLPattern] = [
    path(START, application_views.applications, name="applications"),
    path(f"{START}nieuw/", application_views.start, name="start"),
    path(ONE, application_views.application, name="application"),
    path(f"{ONE}controle/", application_checking.check, name="check"),
    path(f"{ONE}intrekken/", application_verbs.withdraw, name="application_withdraw"),
    path(f"{ONE}weggooien/", application_verbs.discard, name="application_discard"),
    path(f"{ONE}bezwaar/", application_verbs.object_to_refusal, name="application_object"),
    path(f"{ONE}bestanden/<int:file>/", application_files.portal_file, name="application_file"),
    path(f"{ONE}brieven/<int:number>/", application_files.portal_letter, name="application_letter"),
    path(f"{ONE}<slug:section>/", application_wizard.page, name="section"),
]
