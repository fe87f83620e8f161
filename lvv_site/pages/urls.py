"""Addresses of what is not in the page tree."""

from django.urls import path

from . import views
from .feeds import NewsFeed
from .sitemaps import everything, one_section

app_name = "pages"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", everything, name="sitemap"),
    path("sitemap-<slug:section>.xml", one_section, name="sitemap_section"),
    path("nieuws/feed.xml", NewsFeed(), name="news_feed"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("en/", views.english_home, name="english"),
]
