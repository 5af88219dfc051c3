"""A session at the desk ends by itself."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

NOTED_EVERY = 60  # seconds; a session is not written at every request


class DeskSessions:
    """Ends a session that was left alone, or is too old whatever was done in it; keeps all of the desk out of caches.

    Only under the desk's address: elsewhere no request is asked for its session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/desk/"):
            return self.get_response(request)
        if SESSION_KEY in request.session:
            self.keep_or_end(request, now=time.time())
        response = self.get_response(request)
        add_never_cache_headers(response)
        return response

    def keep_or_end(self, request: HttpRequest, *, now: float) -> None:
        session = request.session
        began, seen = session.setdefault("began", now), session.setdefault("seen", now)
        if now - began > settings.DESK_SESSION_LONGEST or now - seen > settings.DESK_SESSION_IDLE:
            logout(request)
            messages.info(request, "You were signed out, as nothing was done for a while. Sign in to go on.")
        elif now - seen > NOTED_EVERY:
            session["seen"] = now
