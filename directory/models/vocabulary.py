"""The words that stand in addresses and documents, and how a person reads them. The codes never change."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from directory.places import COUNTRIES, language_name


class Kind(models.TextChoices):
    NONPROFIT = "nonprofit", "Non-profit"
    COMPANY = "company", "Company"
    SOCIAL_ENTERPRISE = "social-enterprise", "Social enterprise"
    COOPERATIVE = "cooperative", "Cooperative"
    PLATFORM = "platform", "Platform"
    BLOG = "blog", "Blog"
    CONFERENCE = "conference", "Conference"
    NETWORK = "network", "Network"
    CAMPAIGN = "campaign", "Campaign"
    FOUNDATION = "foundation", "Foundation"
    PUBLIC_BODY = "public-body", "Public body"


class Help(models.TextChoices):
    """What a visitor can do, worded as the first word of a button."""

    DONATE = "donate", "Donate"
    LEND = "lend", "Lend"
    VOLUNTEER = "volunteer", "Volunteer"
    SIGN = "sign", "Sign"
    LEARN = "learn", "Learn"
    ATTEND = "attend", "Attend"
    FOLLOW = "follow", "Follow"
    JOIN = "join", "Join"
    BUY = "buy", "Buy"
    GIVE = "give", "Give things"
    SHARE = "share", "Share"


class Network(models.TextChoices):
    WEBSITE = "website", "Website"
    BLOG = "blog", "Blog"
    NEWSLETTER = "newsletter", "Newsletter"
    PODCAST = "podcast", "Podcast"
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    X = "x", "X"
    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"
    THREADS = "threads", "Threads"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    TIKTOK = "tiktok", "TikTok"
    TELEGRAM = "telegram", "Telegram"
    WHATSAPP = "whatsapp", "WhatsApp"
    REDDIT = "reddit", "Reddit"
    GITHUB = "github", "GitHub"
    DISCORD = "discord", "Discord"
    OTHER = "other", "Other channel"


class NameKind(models.TextChoices):
    LEGAL = "legal", "legal name"
    FORMER = "former", "former name"
    SHORT = "short", "short name"
    TRANSLATED = "translated", "translation"
    TRANSLITERATED = "transliterated", "transliteration"
    OTHER = "other", "also"


class RelationKind(models.TextChoices):
    FOUNDED_BY = "founded-by", "Founded by"
    PART_OF = "part-of", "Part of"
    SUCCESSOR_OF = "successor-of", "Successor of"
    PARTNER_OF = "partner-of", "Partner of"


# The same relations, read from the other side.
INVERSE_RELATION = {
    RelationKind.FOUNDED_BY: "Founder of",
    RelationKind.PART_OF: "Home of",
    RelationKind.SUCCESSOR_OF: "Succeeded by",
    RelationKind.PARTNER_OF: "Partner of",
}

web_address = URLValidator(schemes=["http", "https"], message="Give a full web address that begins with https:// or http://.")


def country_code(value: str) -> None:
    """ISO 3166-1 alpha-2 in upper case."""
    if value not in COUNTRIES or value == "001":
        raise ValidationError("%(value)s is not the two-letter code of a country.", params={"value": value})


def area_codes(values: list) -> None:
    """A list of different country codes, or 001 (UN M49: the world)."""
    if not isinstance(values, list) or len(set(map(str, values))) != len(values):
        raise ValidationError("Give a list in which no country comes twice.")
    for value in values:
        if value not in COUNTRIES:
            raise ValidationError("%(value)s is not the code of a country, nor 001.", params={"value": value})


def language_codes(values: list) -> None:
    """A list of different BCP 47 language tags."""
    if not isinstance(values, list) or len(set(map(str, values))) != len(values):
        raise ValidationError("Give a list in which no language comes twice.")
    for value in values:
        if not isinstance(value, str) or language_name(value) is None:
            raise ValidationError("%(value)s is not the code of a language.", params={"value": value})


class WebAddressField(models.URLField):
    """An http or https address."""

    default_validators = [web_address]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 1000)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def years(began: int | None, ended: int | None) -> str:
    """`2005–2012`, `since 2005`, `until 2012`, or nothing."""
    if began and ended:
        return f"{began}–{ended}" if began != ended else str(began)
    if began:
        return f"since {began}"
    return f"until {ended}" if ended else ""
