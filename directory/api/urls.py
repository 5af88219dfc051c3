from django.urls import URLPattern, include, path

from directory.api import reference
from directory.api.answers import not_found, open_data
from directory.api.v1 import api

# Ninja's own root page is left out: it leads to ninja's own documentation.
operations = [
    URLPattern(each.pattern, open_data(each.callback), name=each.name)
    for each in api.urls[0]
    if isinstance(each, URLPattern) and each.name != "api-root"
]
urlpatterns = [
    path("v1/openapi.json", reference.api_openapi, name="api_openapi"),
    path("v1/docs", reference.api_docs, name="api_docs"),
    path("v1/", include(operations)),
    path("<path:rest>", open_data(not_found), name="api_not_found"),
]
