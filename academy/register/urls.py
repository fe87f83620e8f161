"""Addresses below /register/. A number may hold a slash, so it comes last and takes what is left."""

from django.urls import path

from . import views

app_name = "register"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("qr/<path:number>.svg", views.qr_image, name="qr"),
    path("<path:number>/", views.verify_page, name="verify"),
]
