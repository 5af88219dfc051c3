"""What is done to every request and every answer, whatever the page."""

import gzip
import ipaddress
import re
from collections.abc import Callable

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

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


# The best first. Both at their quickest: a tenth more bytes, and a fifth of the time (docs/decisions/0008-the-server.md).
QUICK: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda text: brotli.compress(text, quality=1),
    "gzip": lambda text: gzip.compress(text, compresslevel=1, mtime=0),
}
SHORT = 200  # bytes that are not worth it


class CompressText(GZipMiddleware):
    """Compresses pages and data, and leaves pictures alone, which are compressed already.

    What is the same for everybody holds no secret, and goes the quickest way, with brotli where the browser takes it. What is
    for one person goes Django's way, which hides how long it is.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith("image/"):
            return response
        if isinstance(response, HttpResponse) and "public" in response.headers.get("Cache-Control", ""):
            return self.quickly(request.headers.get("Accept-Encoding", ""), response)
        return super().process_response(request, response)

    @staticmethod
    def quickly(accepted: str, response: HttpResponse) -> HttpResponse:
        if len(response.content) < SHORT or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = next((name for name in QUICK if takes(accepted, name)), None)
        if encoding:
            response.content = QUICK[encoding](response.content)
            response.headers["Content-Encoding"] = encoding
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
            if response.headers.get("ETag", "").startswith('"'):
                response.headers["ETag"] = f"W/{response.headers['ETag']}"  # the same page, in other bytes
        return response


def takes(accepted: str, encoding: str) -> bool:
    """Whether an Accept-Encoding header names it, and not with a weight of nothing."""
    return re.search(rf"\b{encoding}\b(?!\s*;\s*q=0(?:\.0*)?(?![\d.]))", accepted) is not None


class SecurityHeaders:
    """The headers that Django has no setting for; a view may set its own first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()")
        return response
