from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """What every template may need of the site itself; nothing of the visitor."""
    return {"site_url": settings.SITE_URL}
