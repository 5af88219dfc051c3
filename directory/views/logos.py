import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

LOGO = re.compile(r"[0-9a-f]{16,64}\.webp")


@require_safe
def logo(request: HttpRequest, name: str) -> FileResponse:
    """A logo as we re-encoded it; its name is the digest of its bytes, so it may be kept for ever."""
    if not LOGO.fullmatch(name) or not default_storage.exists(f"logos/{name}"):
        raise Http404("There is no such picture.")
    response = FileResponse(default_storage.open(f"logos/{name}"), content_type="image/webp")
    response.headers["ETag"] = f'"{name}"'
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
