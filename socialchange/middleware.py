"""What is done to every request and every answer, whatever the page."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from socialchange.compression import TAKES

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class TrustedProxies:
    """Believes forwarding headers only from the proxies named in TRUSTED_PROXIES, and drops all others.

    Behind a trusted proxy REMOTE_ADDR becomes the nearest address in X-Forwarded-For that is not a trusted proxy itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.trusted(request.META.get("REMOTE_ADDR", "")):
            hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            client = next((hop for hop in reversed(hops) if not self.trusted(hop)), "")
            if self.address(client):
                request.META["REMOTE_ADDR"] = client
        else:
            for header in FORWARDED:
                request.META.pop(header, None)
        return self.get_response(request)

    @staticmethod
    def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        try:
            return ipaddress.ip_address(text)
        except ValueError:
            return None

    def trusted(self, text: str) -> bool:
        address = self.address(text)
        return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


class CompressText(GZipMiddleware):
    """Compresses pages and data, and leaves alone pictures, which are compressed already, and files, whose size is promised."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, FileResponse) or response.headers.get("Content-Type", "").startswith("image/"):
            return response
        if not TAKES["gzip"].search(request.META.get("HTTP_ACCEPT_ENCODING", "")):  # Django's own check does not see a q=0
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        return super().process_response(request, response)


class SecurityHeaders:
    """The headers that Django has no setting for; a view may set its own first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()")
        return response
