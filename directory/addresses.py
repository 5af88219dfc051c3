"""What two spellings of the same web address have in common."""

import re
from functools import cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from publicsuffixlist import PublicSuffixList

# Parameters that say where a visitor came from, and nothing of the page.
TRACKING = re.compile(
    r"(utm_|hsa_|pk_|mtm_|mc_|vero_|_hs).*|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid?|si|ref|referrer|source|_ga|_gl|trk",
    re.I,
)
SHORT_FORM = re.compile(r"(www\d?|m|mobile)\.(?=[^.]+\.)")
FRONT_PAGE = re.compile(r"/(index|default|home)\.(html?|php|aspx?)$", re.I)
SAME_HOST = {"twitter.com": "x.com", "fb.com": "facebook.com", "threads.net": "threads.com", "youtu.be": "youtube.com"}

# Where many speak under one name: there the path tells who it is.
HOSTS_OF_MANY = frozenset(
    """
    actblue.com apple.com behance.net bit.ly bsky.app causes.com change.org devpost.com discord.com discord.gg eventbrite.com
    facebook.com flickr.com github.com gitlab.com gofundme.com google.com indiegogo.com instagram.com issuu.com kickstarter.com
    line.me linkedin.com linktr.ee livejournal.com mastodon.social medium.com meetup.com naver.com ning.com notion.site
    opencollective.com patreon.com paypal.com paypal.me pinterest.com reddit.com slideshare.net soundcloud.com spotify.com
    substack.com t.me telegram.me threads.com tiktok.com tinyurl.com tumblr.com vimeo.com vk.com wa.me weebly.com weibo.com
    whatsapp.com wikimedia.org wikipedia.org wixsite.com wordpress.com x.com yahoo.com youtube.com zalo.me
    """.split()
)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def page_key(url: str) -> str:
    """The address without scheme, `www.`, closing slash and trackers: `example.org/about`; empty when it names no page.

    Of a host of many, the front page is nobody's: https://facebook.com/ gives nothing.
    """
    host, path, query = _parts(url)
    if not host or (is_of_many(host) and not path and not query and _registrable(host) == host):
        return ""
    return f"{host}{path}" + (f"?{query}" if query else "")


def domain_key(url: str) -> str:
    """The part of the address that somebody has registered, `example.org`; empty for a host of many, where it tells nothing."""
    host, _path, _query = _parts(url)
    return "" if not host or is_of_many(host) else _registrable(host)


def is_of_many(host: str) -> bool:
    """Whether different people speak under this host's domain."""
    return _registrable(host) in HOSTS_OF_MANY


def _registrable(host: str) -> str:
    """By the public suffix list, its private part included: someone.github.io belongs to someone."""
    return _suffixes().privatesuffix(host) or host


def _parts(url: str) -> tuple[str, str, str]:
    """Host, path and query, each as all its spellings have it."""
    try:
        split = urlsplit(url if "//" in url else f"//{url}")
        host = (split.hostname or "").rstrip(".")
    except ValueError:  # such as a bracket that never closes
        return "", "", ""
    host = _ascii(SHORT_FORM.sub("", host))
    host = SAME_HOST.get(host, host)
    path = FRONT_PAGE.sub("", unquote(split.path)).rstrip("/").casefold()
    kept = sorted((name, value) for name, value in parse_qsl(split.query) if not TRACKING.fullmatch(name))
    return host, path, urlencode(kept)


def _ascii(host: str) -> str:
    """`bücher.example` and `xn--bcher-kva.example` are the same host."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:  # a label that is empty or too long: no host, but still the same text
        return host.lower()
