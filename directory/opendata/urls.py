from django.urls import path

from directory.opendata import reconcile, views, vocabularies

urlpatterns = [
    path("organizations.csv", views.organization_csv, name="organization_csv"),
    path("organizations.jsonl", views.organization_jsonl, name="organization_jsonl"),
    path(
        "organizations/<unicode_slug:slug>/murmurations.json",
        vocabularies.organization_murmurations,
        name="organization_murmurations",
    ),
    path("topics.jsonld", vocabularies.topics_jsonld, name="topics_jsonld"),
    path("data/", views.data, name="data"),
    path("data/<str:name>", views.data_file, name="data_file"),
    path("reconcile", reconcile.reconcile, name="reconcile"),
    path("reconcile/suggest/entity", reconcile.reconcile_suggest_entity, name="reconcile_suggest_entity"),
    path("reconcile/suggest/property", reconcile.reconcile_suggest_property, name="reconcile_suggest_property"),
    path("reconcile/suggest/type", reconcile.reconcile_suggest_type, name="reconcile_suggest_type"),
    path("reconcile/properties", reconcile.reconcile_properties, name="reconcile_properties"),
    path("reconcile/preview", reconcile.reconcile_preview, name="reconcile_preview"),
    path("reconcile/entities/<uuid:uid>", reconcile.reconcile_entity, name="reconcile_entity"),
]
