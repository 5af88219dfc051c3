from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from socialchange.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def hello(request: HttpRequest) -> HttpResponse:
    """The least that a page can cost on this server."""
    return HttpResponse("Hello, world.")


urlpatterns = [
    path("hello/", hello),
    path("", include("socialchange.urls")),
]
