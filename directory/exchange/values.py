"""What people write in cells, as our words: countries in many languages, years, kinds, addresses. Raises Unreadable for the rest."""

import re
from functools import cache, partial
from urllib.parse import urlsplit

from babel import Locale, localedata
from django.core.exceptions import ValidationError
from django.db import models

from directory.exchange.rows import split
from directory.models.vocabulary import Help, Kind, Network, web_address
from directory.places import COUNTRIES, WORLD, language_code
from directory.text import fold

NOTHING = {"", "-", "–", "—", "n/a", "n.a.", "none", "null", "nan", "unknown", "tbd", "tba"}


class Unreadable(ValueError):
    """What a cell says is none of our words; tells what would be."""


# Countries

LANGUAGES = """
    en fr es de it pt nl ru zh ar ja ko hi bn id tr uk pl sv da nb nn fi is et lv lt cs sk hu ro bg sr hr bs sl mk sq el he fa
    ur ps ku ka hy az kk uz ky tg tk mn th vi km lo my ms fil jv ta te ml kn mr gu pa ne si sw am om so ha yo ig zu xh af rw
    mt ga cy eu ca gl lb fo be zh_Hant
""".split()
# What people say beside the names in CLDR.
ALSO_CALLED = {
    "usa": "US", "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "the united states": "US", "america": "US",
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "turkey": "TR",
    "russian federation": "RU", "korea": "KR", "republic of korea": "KR", "korea, republic of": "KR", "viet nam": "VN",
    "palestine": "PS", "palestine state": "PS", "state of palestine": "PS", "ivory coast": "CI", "cote d'ivoire": "CI",
    "burma": "MM", "swaziland": "SZ", "macedonia": "MK", "cape verde": "CV", "east timor": "TL",
    "democratic republic of the congo": "CD", "dr congo": "CD", "drc": "CD", "republic of the congo": "CG", "congo (congo-brazzaville)": "CG", "congo (congo-kinshasa)": "CD",
    "republic of ireland": "IE", "the gambia": "GM", "the philippines": "PH", "the bahamas": "BS", "brasil": "BR",
    "uae": "AE", "tanzania, united republic of": "TZ", "united republic of tanzania": "TZ", "iran, islamic republic of": "IR",
    "islamic republic of iran": "IR", "bolivia, plurinational state of": "BO", "venezuela, bolivarian republic of": "VE",
    "syrian arab republic": "SY", "moldova, republic of": "MD", "republic of moldova": "MD", "lao pdr": "LA",
    "micronesia (federated states of)": "FM", "hong kong": "HK", "macau": "MO", "vatican": "VA", "holy see": "VA",
    "global": WORLD, "worldwide": WORLD, "world": WORLD, "the world": WORLD, "international": WORLD, "everywhere": WORLD,
    "all countries": WORLD, "world-wide": WORLD, "weltweit": WORLD, "mondial": WORLD, "mundial": WORLD, "monde": WORLD,
}  # fmt: skip


@cache
def _english_names() -> dict[str, str]:
    return {fold(name): code for code, name in COUNTRIES.items()} | ALSO_CALLED


@cache
def _names_in_all_languages() -> dict[str, str]:
    """Names that mean one country; `Kongo` means two, so it means none."""
    meant: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in COUNTRIES:
                meant.setdefault(fold(name), set()).add(code)
        localedata._cache.pop(language, None)  # Babel would keep each for ever, at a megabyte and more
    return {name: codes.pop() for name, codes in meant.items() if len(codes) == 1}


def area(text: str) -> str:
    """`NA`, `Namibia` and `Намибия` are NA; `Global` is 001, the world."""
    said = text.strip()
    if said.upper() in COUNTRIES:
        return said.upper()
    name = fold(said)
    for spelt in (name, name.replace(" and ", " & ")):  # CLDR has Trinidad & Tobago
        if code := _english_names().get(spelt) or _names_in_all_languages().get(spelt):
            return code
    raise Unreadable(f"“{shown(said)}” is not a country that we know by name or two-letter code.")


def areas(text: str) -> list[str]:
    """One country, or a list of them; `Korea, Republic of` is one."""
    if fold(text) in NOTHING:
        return []
    try:
        return [area(text)]
    except Unreadable:
        words = split(re.sub(r"[/\n、，]| & | and ", ";", text))
        if len(words) < 2:
            raise
        return list(dict.fromkeys(area(word) for word in words))


# Other words


def language(text: str) -> str:
    said = text.strip()
    if code := language_code(said):
        return code
    raise Unreadable(f"“{shown(said)}” is not a language that we know by English name or code.")


YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2}|2100)(?!\d)")


def year(text: str) -> int | None:
    """`2005`, `2005-03-01` and `founded in 2005` are 2005."""
    if fold(text) in NOTHING:
        return None
    if len(found := set(YEAR.findall(text))) == 1:
        return int(found.pop())
    raise Unreadable(f"“{shown(text)}” is not a year, like 2005.")


KINDS = {
    "ngo": Kind.NONPROFIT, "npo": Kind.NONPROFIT, "charity": Kind.NONPROFIT, "not for profit": Kind.NONPROFIT,
    "nonprofit organization": Kind.NONPROFIT, "non profit organization": Kind.NONPROFIT, "association": Kind.NONPROFIT,
    "non governmental organization": Kind.NONPROFIT, "registered charity": Kind.NONPROFIT, "501 c 3": Kind.NONPROFIT,
    "for profit": Kind.COMPANY, "business": Kind.COMPANY, "corporation": Kind.COMPANY, "startup": Kind.COMPANY,
    "private company": Kind.COMPANY, "social business": Kind.SOCIAL_ENTERPRISE, "b corp": Kind.SOCIAL_ENTERPRISE,
    "benefit corporation": Kind.SOCIAL_ENTERPRISE, "coop": Kind.COOPERATIVE, "co op": Kind.COOPERATIVE,
    "co operative": Kind.COOPERATIVE, "worker cooperative": Kind.COOPERATIVE, "worker coop": Kind.COOPERATIVE,
    "website": Kind.PLATFORM, "online platform": Kind.PLATFORM, "event": Kind.CONFERENCE, "alliance": Kind.NETWORK,
    "coalition": Kind.NETWORK, "consortium": Kind.NETWORK, "federation": Kind.NETWORK, "collaboration": Kind.NETWORK,
    "community": Kind.NETWORK, "movement": Kind.CAMPAIGN, "trust": Kind.FOUNDATION, "government": Kind.PUBLIC_BODY,
    "government agency": Kind.PUBLIC_BODY, "government organization": Kind.PUBLIC_BODY, "public sector": Kind.PUBLIC_BODY,
    "intergovernmental organization": Kind.PUBLIC_BODY, "public agency": Kind.PUBLIC_BODY,
}  # fmt: skip
HELPS = {
    "donation": Help.DONATE, "donations": Help.DONATE, "give money": Help.DONATE, "volunteering": Help.VOLUNTEER,
    "loan": Help.LEND, "petition": Help.SIGN, "sign up": Help.JOIN, "membership": Help.JOIN, "become a member": Help.JOIN,
    "shop": Help.BUY, "event": Help.ATTEND, "events": Help.ATTEND, "give in kind": Help.GIVE, "learn more": Help.LEARN,
}  # fmt: skip


def _word(text: str, choices: type[models.TextChoices], also: dict, what: str) -> str:
    plain = " ".join(re.findall(r"[^\W_]+", fold(text))).replace("organisation", "organization")
    for code, label in choices.choices:
        if plain in {" ".join(re.findall(r"\w+", fold(name))) for name in (code, str(label))}:
            return code
    if plain in also:
        return str(also[plain])
    raise Unreadable(f"“{shown(text)}” is no {what} that we know: use {', '.join(choices.values)}.")


kind = partial(_word, choices=Kind, also=KINDS, what="kind")
help_word = partial(_word, choices=Help, also=HELPS, what="way to help")

# Addresses

HOSTS = {
    "facebook.com": Network.FACEBOOK, "fb.com": Network.FACEBOOK, "instagram.com": Network.INSTAGRAM, "x.com": Network.X,
    "twitter.com": Network.X, "bsky.app": Network.BLUESKY, "threads.net": Network.THREADS, "threads.com": Network.THREADS,
    "youtube.com": Network.YOUTUBE, "youtu.be": Network.YOUTUBE, "linkedin.com": Network.LINKEDIN, "tiktok.com": Network.TIKTOK,
    "t.me": Network.TELEGRAM, "telegram.me": Network.TELEGRAM, "wa.me": Network.WHATSAPP, "whatsapp.com": Network.WHATSAPP,
    "reddit.com": Network.REDDIT, "github.com": Network.GITHUB, "discord.gg": Network.DISCORD, "discord.com": Network.DISCORD,
    "substack.com": Network.NEWSLETTER, "mastodon.social": Network.MASTODON, "medium.com": Network.BLOG,
}  # fmt: skip
PROFILES = {
    Network.FACEBOOK: "https://www.facebook.com/{}", Network.INSTAGRAM: "https://www.instagram.com/{}",
    Network.X: "https://x.com/{}", Network.BLUESKY: "https://bsky.app/profile/{}", Network.THREADS: "https://www.threads.com/@{}",
    Network.YOUTUBE: "https://www.youtube.com/@{}", Network.TIKTOK: "https://www.tiktok.com/@{}",
    Network.TELEGRAM: "https://t.me/{}", Network.GITHUB: "https://github.com/{}",
}  # fmt: skip
HANDLE = re.compile(r"@?[A-Za-z0-9_](?:[\w.-]{0,98}[\w-])?", re.ASCII)
SCHEME = re.compile(r"(https?)[:;]?/{1,3}(?=[^/])", re.IGNORECASE)
MASTODON = re.compile(r"@?([\w.-]+)@([\w-]+(?:\.[\w-]+)+)", re.ASCII)


def address(text: str) -> str:
    """A web address, whole: `example.org` and `http//example.org` get what they lack. Empty when the cell says that there is none."""
    said = text.strip().strip("<>").strip()
    if fold(said) in NOTHING:
        return ""
    url = SCHEME.sub(lambda found: f"{found[1].lower()}://", said, count=1) if SCHEME.match(said) else said
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])", url):
        url = f"https://{url.lstrip('/')}"
    try:
        web_address(url)
        host = urlsplit(url).hostname or ""
    except (ValidationError, ValueError):
        host = ""
    if "." not in host:
        raise Unreadable(f"“{shown(said)}” is not a web address.")
    return url


def network_of(url: str, *, usually: str = Network.WEBSITE) -> str:
    """The network that an address belongs to."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    return HOSTS.get(host) or HOSTS.get(".".join(host.split(".")[-2:])) or usually


def profile(network: str, text: str) -> str:
    """The address of a channel, given whole or as the name that it has in its network (`@example`)."""
    said = text.strip()
    if network == Network.MASTODON and (found := MASTODON.fullmatch(said)):
        return f"https://{found[2]}/@{found[1]}"
    is_handle = HANDLE.fullmatch(said) and (said.startswith("@") or "." not in said or network == Network.BLUESKY)
    if network in PROFILES and is_handle and fold(said) not in NOTHING:
        return PROFILES[Network(network)].format(said.removeprefix("@"))
    return address(said)


ORG_ID = re.compile(r"([A-Z]{2}-[A-Z0-9]+)[-: ](\S.*)")
SCHEME_AND_VALUE = re.compile(r"([\w-]+)\s*[:\s]\s*(\S.*)", re.DOTALL)


def identifier(text: str) -> dict[str, str]:
    """`GB-CHC-1137000` or `wikidata: Q42`: a register, and the number in it."""
    if found := ORG_ID.fullmatch(text.strip()) or SCHEME_AND_VALUE.fullmatch(text.strip()):
        return {"scheme": found[1], "value": found[2].strip()}
    raise Unreadable(f"“{shown(text)}” does not say of which register it is, like GB-CHC-1137000 or wikidata Q42.")


def shown(text: str) -> str:
    """What a message quotes of a cell: one line, bounded."""
    line = "".join(char if char.isprintable() else " " for char in text[:200])
    line = " ".join(line.split())
    return line if len(line) <= 80 else f"{line[:80]}…"
