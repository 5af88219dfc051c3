from django.urls import include, path

from directory.admin import desk

urlpatterns = [
    path("desk/", include("directory.signin.urls")),
    path("desk/", desk.urls),
    path("", include("directory.urls")),
]

handler400 = "directory.views.errors.bad_request"
handler403 = "directory.views.errors.permission_denied"
handler404 = "directory.views.errors.page_not_found"
handler500 = "directory.views.errors.server_error"
