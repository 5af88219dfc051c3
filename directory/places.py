"""Countries and languages by code, with English names from the Unicode CLDR (by way of Babel)."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from directory.text import fold

ENGLISH = Locale("en", "GB")
WORLD = "001"
# In CLDR's list of territories, but not countries of ISO 3166-1.
NOT_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}

COUNTRIES: dict[str, str] = {
    code: name
    for code, name in sorted(ENGLISH.territories.items(), key=lambda item: item[1])
    if len(code) == 2 and code not in NOT_COUNTRIES
} | {WORLD: "Worldwide"}


LONGEST_TAG = 35


def language_name(tag: str) -> str | None:
    """The English name of a BCP 47 language tag in its usual case (`zh-Hant`); None for one that we do not know."""
    if len(tag) > LONGEST_TAG or tag != usual_case(tag):
        return None
    return _language_name(tag)


def usual_case(tag: str) -> str:
    """`zh-hant-tw` as everybody writes it: `zh-Hant-TW`."""
    language, *rest = tag.split("-")
    return "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


@lru_cache(maxsize=2048)
def _language_name(tag: str) -> str | None:
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        base, *_ = tag.split("-")
        return ENGLISH.languages.get(tag.replace("-", "_")) or ENGLISH.languages.get(base)
    return locale.get_display_name(ENGLISH)


LANGUAGE_BY_NAME = {fold(name): tag.replace("_", "-") for tag, name in ENGLISH.languages.items()}
LANGUAGE_BY_EXACT_NAME = {name: tag.replace("_", "-") for tag, name in ENGLISH.languages.items()}


def language_code(word: str) -> str | None:
    """`sw` and `Swahili` are sw; a name wins over a code that looks like it: `Ga` is the language of Accra, `ga` is Irish."""
    if word in LANGUAGE_BY_EXACT_NAME:
        return LANGUAGE_BY_EXACT_NAME[word]
    if language_name(word):
        return word.replace("_", "-")
    return LANGUAGE_BY_NAME.get(fold(word))
