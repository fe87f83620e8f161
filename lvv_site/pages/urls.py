"""Addresses of what is not in the page tree."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from . import views
from .feeds import NewsFeed
from .sitemaps import SITEMAPS

app_name = "pages"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("nieuws/feed.xml", NewsFeed(), name="news_feed"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("en/", views.english_home, name="english"),
]
