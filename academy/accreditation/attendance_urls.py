"""Runs and attendance lists in the portal. A code of a run ends on a day, so none is `nieuw`."""

from django.urls import URLPattern, path

from . import attendance_run_views as run_views
from . import attendance_views as views

RUNS = "<slug:provider>/uitvoeringen/"
urlpatterns: list[URLPattern] = [
    path(RUNS, run_views.runs, name="runs"),
    path(f"{RUNS}nieuw/", run_views.add, name="run_add"),
    path(f"{RUNS}<slug:code>/", run_views.run, name="run"),
    path(f"{RUNS}<slug:code>/wijzigen/", run_views.change, name="run_change"),
    path(f"{RUNS}<slug:code>/afgelasten/", run_views.call_off, name="run_call_off"),
    path(f"{RUNS}<slug:code>/niet-plaatsgevonden/", run_views.not_held, name="run_not_held"),
    path(f"{RUNS}<slug:code>/aanwezigheid/", views.attendance, name="attendance"),
    path(f"{RUNS}<slug:code>/aanwezigheid/controle/", views.confirm, name="attendance_confirm"),
    path(f"{RUNS}<slug:code>/aanwezigheid.csv", views.export, name="attendance_export"),
]
