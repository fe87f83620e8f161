"""Addresses of the dossier and of the page that explains recertification, to members and to everybody."""

from django.urls import path

from . import views

app_name = "dossier"
urlpatterns = [
    path("mijn/dossier/", views.home, name="home"),
    path("mijn/dossier/<int:period>/", views.show, name="show"),
    path("mijn/dossier/<int:period>/verklaren/", views.declare, name="declare"),
    path("mijn/dossier/<int:period>/overdragen/", views.hand_over, name="hand_over"),
    path("mijn/dossier/<int:period>/<int:number>/overzicht.pdf", views.export_pdf, name="pdf"),
    path("mijn/dossier/<int:period>/<int:number>/dossier.zip", views.export_zip, name="zip"),
    path("mijn/dossier/<int:period>/<int:number>/uren.csv", views.export_csv, name="csv"),
    path("mijn/hercertificering/", views.explained_mine, name="explained_mine"),
    path("hercertificering/", views.explained, name="explained"),
]
