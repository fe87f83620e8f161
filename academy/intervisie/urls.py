"""Addresses below `/mijn/intervisie/`."""

from django.urls import path

from . import joining_views, meeting_views, views

app_name = "intervisie"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("groepen/", views.groups, name="groups"),
    path("beginnen/", views.start, name="start"),
    path("<int:pk>/", views.group, name="group"),
    path("<int:pk>/wijzigen/", views.edit, name="edit"),
    path("<int:pk>/contactpersoon/", views.change_contact, name="change_contact"),
    path("<int:pk>/verlaten/", views.leave, name="leave"),
    path("<int:pk>/uitnodigen/", joining_views.invite, name="invite"),
    path(
        "<int:pk>/uitnodigen/<int:invitation>/intrekken/", joining_views.withdraw_invitation, name="withdraw_invitation"
    ),
    path("<int:pk>/meedoen/", joining_views.ask, name="ask"),
    path("<int:pk>/meedoen/intrekken/", joining_views.withdraw_request, name="withdraw_request"),
    path("<int:pk>/aanmeldingen/<int:request_pk>/", joining_views.answer_request, name="answer_request"),
    path("uitnodiging/<str:token>/", joining_views.invitation, name="invitation"),
    path("<int:pk>/plannen/", meeting_views.plan, name="plan"),
    path("<int:pk>/vastleggen/", meeting_views.record_unplanned, name="record_unplanned"),
    path("bijeenkomst/<int:pk>/", meeting_views.meeting, name="meeting"),
    path("bijeenkomst/<int:pk>/agenda.ics", meeting_views.calendar, name="calendar"),
    path("bijeenkomst/<int:pk>/bewijs.pdf", meeting_views.proof, name="proof"),
    path("bijeenkomst/<int:pk>/verzetten/", meeting_views.move, name="move"),
    path("bijeenkomst/<int:pk>/afzeggen/", meeting_views.cancel, name="cancel"),
    path("bijeenkomst/<int:pk>/vastleggen/", meeting_views.record, name="record"),
    path("bijeenkomst/<int:pk>/bevestigen/", meeting_views.confirm, name="confirm"),
    path("bijeenkomst/<int:pk>/melden/", meeting_views.contest, name="contest"),
]
