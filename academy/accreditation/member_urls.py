"""What a provider's list says of a member, below `/mijn/uren/lijst/`."""

from django.urls import path

from . import member_views

app_name = "listed"
urlpatterns = [path("<int:pk>/", member_views.attendance, name="attendance")]
