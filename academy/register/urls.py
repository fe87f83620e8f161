"""Addresses below /register/. A number may hold a slash, so it comes last and takes what is left."""

from django.urls import path

from . import accredited_views, correction_views, map_views, views

app_name = "register"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("opleidingen/", accredited_views.trainings_page, name="trainings"),
    path("opleidingen/<slug:code>/", accredited_views.training_page, name="training"),
    path("opleiders/", accredited_views.providers_page, name="providers"),
    path("opleiders/<slug:slug>/", accredited_views.provider_page, name="provider"),
    path("kaart/", map_views.map_page, name="map"),
    path("qr/<path:number>.svg", views.qr_image, name="qr"),
    path("<path:number>/klopt-niet/", correction_views.report_page, name="report"),
    path("<path:number>/klopt-niet/ontvangen/", correction_views.reported_page, name="reported"),
    path("<path:number>/", views.verify_page, name="verify"),
]
