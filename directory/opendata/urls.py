from django.urls import path

from directory.opendata import views, vocabularies

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
]
