"""Countries and languages by code, with English names from the Unicode CLDR (by way of Babel)."""

from functools import cache

from babel import Locale, UnknownLocaleError

ENGLISH = Locale("en", "GB")
WORLD = "001"
# In CLDR's list of territories, but not countries of ISO 3166-1.
NOT_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}

COUNTRIES: dict[str, str] = {
    code: name
    for code, name in sorted(ENGLISH.territories.items(), key=lambda item: item[1])
    if len(code) == 2 and code not in NOT_COUNTRIES
} | {WORLD: "Worldwide"}


@cache
def language_name(tag: str) -> str | None:
    """The English name of a BCP 47 language tag; None for one that we do not know."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        base, *_ = tag.split("-")
        return ENGLISH.languages.get(tag.replace("-", "_")) or ENGLISH.languages.get(base)
    return locale.get_display_name(ENGLISH)
