from django.urls import path

from directory.api import views

urlpatterns = [
    path("v1/organizations", views.api_organization_list, name="api_organization_list"),
    path("v1/organizations/<unicode_slug:slug>", views.api_organization_detail, name="api_organization_detail"),
    path("<path:rest>", views.api_not_found, name="api_not_found"),
]
