import pytest

from directory.exchange import values
from directory.exchange.values import Unreadable


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NA", "NA"), ("Namibia", "NA"), ("Намибия", "NA"), ("de", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"),
        ("インド", "IN"), ("भारत", "IN"), ("台灣", "TW"), ("المغرب", "MA"), ("CÔTE D'IVOIRE", "CI"), ("Brasil", "BR"),
        ("USA", "US"), ("U.S.", "US"), ("UK", "GB"), ("Scotland", "GB"), ("Korea, Republic of", "KR"), ("türkiye", "TR"),
        ("Palestine State", "PS"), ("Global", "001"), ("worldwide", "001"), ("001", "001"), (" Kenya ", "KE"),
    ],
)  # fmt: skip
def test_countries_in_many_languages(text, code):
    assert values.area(text) == code


@pytest.mark.parametrize("text", ["Atlantis", "EU", "Kongo", "N/A?", "12"])
def test_what_is_no_country_or_more_than_one(text):
    with pytest.raises(Unreadable, match="is not a country"):
        values.area(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kenya; Uganda", ["KE", "UG"]), ("Kenya, UG", ["KE", "UG"]), ("USA / Nicaragua / Germany", ["US", "NI", "DE"]),
        ("Korea, Republic of", ["KR"]), ("Trinidad and Tobago", ["TT"]), ("Kenya and Uganda", ["KE", "UG"]), ("", []), ("n/a", []),
    ],
)  # fmt: skip
def test_lists_of_countries(text, codes):
    assert values.areas(text) == codes


@pytest.mark.parametrize(
    ("text", "year"),
    [("2005", 2005), ("2005-03-01", 2005), ("1/3/2005", 2005), ("founded in 1899", 1899), ("", None), ("unknown", None)],
)
def test_years(text, year):
    assert values.year(text) == year


@pytest.mark.parametrize("text", ["2005-2010", "20055", "05", "long ago"])
def test_what_is_no_year_or_more_than_one(text):
    with pytest.raises(Unreadable, match="is not a year"):
        values.year(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("nonprofit", "nonprofit"), ("Non-profit", "nonprofit"), ("Charity", "nonprofit"), ("Social Enterprise", "social-enterprise"),
        ("co-op", "cooperative"), ("Non-Profit Organisation", "nonprofit"), ("government agency", "public-body"),
    ],
)  # fmt: skip
def test_kinds(text, kind):
    assert values.kind(text) == kind


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"), ("example.org", "https://example.org"),
        ("www.example.org/path", "https://www.example.org/path"), ("//example.org", "https://example.org"),
        ("http//example.org", "http://example.org"), ("HTTP://Example.org", "http://Example.org"),
        ("<https://example.org>", "https://example.org"), ("example.org:8080/x", "https://example.org:8080/x"),
        ("bücher.example", "https://bücher.example"), ("", ""), ("n/a", ""), ("-", ""),
    ],
)  # fmt: skip
def test_addresses_get_what_they_lack(text, url):
    assert values.address(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "not an address",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "ftp://a.example",
        "localhost",
        "a@b",
        "http://",
        "https://[",
    ],
)
def test_what_is_no_web_address(text):
    with pytest.raises(Unreadable, match="is not a web address"):
        values.address(text)


@pytest.mark.parametrize(
    ("network", "text", "url"),
    [
        ("x", "@example", "https://x.com/example"), ("x", "https://twitter.com/example", "https://twitter.com/example"),
        ("facebook", "facebook.com/example", "https://facebook.com/example"), ("facebook", "example", "https://www.facebook.com/example"),
        ("mastodon", "@a@social.example", "https://social.example/@a"), ("bluesky", "a.bsky.social", "https://bsky.app/profile/a.bsky.social"),
        ("website", "example.org", "https://example.org"), ("x", "", ""),
    ],
)  # fmt: skip
def test_channels_by_address_or_name(network, text, url):
    assert values.profile(network, text) == url


def test_a_channels_network_is_known_by_its_host():
    assert values.network_of("https://www.facebook.com/x") == "facebook"
    assert values.network_of("https://someone.substack.com/") == "newsletter"
    assert values.network_of("https://example.org/facebook.com") == "website"


@pytest.mark.parametrize("text", ["GB-CHC-1137000", "GB-CHC 1137000", "GB-CHC: 1137000"])
def test_identifiers_name_their_register(text):
    assert values.identifier(text) == {"scheme": "GB-CHC", "value": "1137000"}
    with pytest.raises(Unreadable, match="of which register"):
        values.identifier("1137000")


def test_what_a_message_quotes_is_one_short_line():
    assert values.shown("a\nb\x00" + "c" * 500) == "a b " + "c" * 76 + "…"
