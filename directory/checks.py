"""Settings that cannot work together, and libraries that must not be there."""

from importlib.util import find_spec
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.core.checks import Warning as CheckWarning
from django.http.request import validate_host


@register(Tags.database)
def psycopg_three_is_absent(app_configs, **kwargs) -> list[CheckMessage]:
    """Django prefers psycopg 3 wherever it finds it: a stray dependency would change the driver in silence."""
    if find_spec("psycopg"):
        return [Error("psycopg 3 is installed and would replace psycopg2.", hint="Uninstall psycopg.", id="directory.E001")]
    return []


@register(Tags.security)
def site_url_is_an_allowed_host(app_configs, **kwargs) -> list[CheckMessage]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS):
        return [
            CheckWarning(
                f"SITE_URL says {settings.SITE_URL}, but ALLOWED_HOSTS does not let {host} in.",
                hint="Set SITE_URL to the address that visitors use.",
                id="directory.W001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def failed_sign_ins_are_counted_together(app_configs, **kwargs) -> list[CheckMessage]:
    """Each process counts for itself otherwise, so that a guesser has that many times the tries."""
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        return [
            Info(
                "Each process counts failed sign-ins for itself.",
                hint="Set CACHE_URL to a cache that all processes share.",
                id="directory.I001",
            )
        ]
    return []
