"""Addresses of a member's hours, of own claims, and of the public check of a participation proof."""

from django.urls import path

from . import claim_views, draft_views, proof_views, views

app_name = "hours"
urlpatterns = [
    path("mijn/uren/", views.overview, name="overview"),
    path("mijn/uren/lijst/", views.entries, name="entries"),
    path("mijn/uren/opgeven/", draft_views.new, name="claim_new"),
    path("mijn/uren/opgeven/<uuid:key>/", draft_views.edit, name="draft"),
    path("mijn/uren/opgeven/<uuid:key>/weggooien/", draft_views.discard, name="draft_discard"),
    path("mijn/uren/opgave/<int:pk>/", claim_views.claim, name="claim"),
    path("mijn/uren/opgave/<int:pk>/intrekken/", claim_views.withdraw, name="claim_withdraw"),
    path("mijn/uren/opgave/<int:pk>/opnieuw/", claim_views.again, name="claim_again"),
    path("mijn/uren/bewijs/<int:pk>/", claim_views.evidence_file, name="evidence"),
    path("bewijs/", proof_views.check, name="check"),
    path("bewijs/<str:code>/", proof_views.proof, name="proof"),
    path("bewijs/<str:code>/verklaring/", proof_views.statement, name="statement"),
]
