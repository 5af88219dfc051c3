from django.urls import path

from directory.opendata import views

urlpatterns = [
    path("organizations.csv", views.organization_csv, name="organization_csv"),
    path("organizations.jsonl", views.organization_jsonl, name="organization_jsonl"),
    path("data/", views.data, name="data"),
    path("data/<str:name>", views.data_file, name="data_file"),
]
