"""The site's settings, with one address more: a view that does nothing, behind everything that a page is behind."""

from socialchange.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
