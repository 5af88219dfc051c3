"""Reads the environment; a value that can't be read stops the start and is named."""

import os
import re
from collections.abc import Callable
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


def env[T](name: str, default: T, read: Callable[[str], T] = str) -> T:  # type: ignore[assignment]  # str reads where T is str
    """The variable as `read` understands it, or the default when it is not set or empty."""
    if not (raw := os.environ.get(name, "").strip()):
        return default
    try:
        return read(raw)
    except ValueError as error:
        shown = re.sub("//[^/@]*@", "//…@", raw)  # a password is nobody's to read
        raise ImproperlyConfigured(f"{name}={shown!r}: {error}") from error


def boolean(raw: str) -> bool:
    """`1`, `true`, `yes`, `on` and their opposites."""
    if raw.lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError("use 1 or 0")


def words(raw: str) -> list[str]:
    """A list, written with commas."""
    return [word.strip() for word in raw.split(",") if word.strip()]


def seconds(raw: str) -> float:
    """A part of a second, or a whole one."""
    if not 0 <= (number := float(raw)) <= 1:
        raise ValueError("use a number from 0 to 1")
    return number


def site_url(raw: str) -> str:
    """An http(s) address without a path."""
    scheme, _, rest = raw.rstrip("/").partition("://")
    if scheme not in {"http", "https"} or not rest or "/" in rest:
        raise ValueError("use the site's address without a path, like https://example.org")
    return f"{scheme}://{rest}"


def database(raw: str) -> dict[str, Any]:
    """Django's settings of a database, from its address."""
    if raw.partition("://")[0] not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError("use sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME")
    return environ.Env.db_url_config(raw)
