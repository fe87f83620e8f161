"""The portal itself: who works for which provider, and what a provider keeps about itself."""

from django.urls import URLPattern, path, re_path

from . import portal_ask_views, portal_invoice_views, portal_people_views, portal_profile_views, portal_views

# Words that stand where a provider's address would are in `provider_requests.RESERVED`.
urlpatterns: list[URLPattern] = [
    path("", portal_views.home, name="home"),
    path("aanmelden/", portal_ask_views.ask, name="ask"),
    path("aanmelden/bedankt/", portal_ask_views.asked, name="asked"),
    path("aanmelden/bevestigen/<str:token>/", portal_ask_views.prove, name="prove"),
    path("uitnodiging/<str:token>/", portal_people_views.invitation, name="invitation"),
    path("<slug:provider>/", portal_views.overview, name="overview"),
    path("<slug:provider>/opleidingen/", portal_views.trainings, name="trainings"),
    path("<slug:provider>/opleidingen/<slug:code>/", portal_views.training, name="training"),
    path("<slug:provider>/medewerkers/", portal_people_views.people, name="people"),
    path("<slug:provider>/medewerkers/<int:pk>/beeindigen/", portal_people_views.end_person, name="end_person"),
    path(
        "<slug:provider>/uitnodigingen/<int:pk>/intrekken/", portal_people_views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("<slug:provider>/gegevens/", portal_profile_views.profile, name="profile"),
    path("<slug:provider>/koppelingen/", portal_profile_views.key_list, name="keys"),
    path("<slug:provider>/koppelingen/<int:pk>/intrekken/", portal_profile_views.revoke_key, name="revoke_key"),
    path("<slug:provider>/facturen/", portal_invoice_views.invoices, name="invoices"),
    path("<slug:provider>/facturen/<slug:code>/betalen/", portal_invoice_views.pay, name="pay"),
    re_path(
        r"^(?P<provider>[-a-z0-9]+)/facturen/(?P<number>\d{4}-\d{5,9})\.pdf$", portal_invoice_views.invoice_file,
        name="invoice",
    ),
    re_path(
        r"^(?P<provider>[-a-z0-9]+)/facturen/(?P<number>C\d{4}-\d{5,9})\.pdf$", portal_invoice_views.note_file,
        name="credit_note",
    ),
]  # fmt: skip
