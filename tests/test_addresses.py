import pytest

from directory.addresses import domain_key, page_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/", "http://www.example.org"),
        ("https://example.org/", "HTTPS://WWW.EXAMPLE.ORG:443/index.html"),
        ("https://example.org/about/", "http://m.example.org/About?utm_source=mail&fbclid=1#team"),
        ("https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/caf%C3%A9", "https://example.org/café"),
        ("https://twitter.com/water", "https://x.com/Water/"),
        ("example.org", "https://example.org./"),
    ],
)
def test_spellings_of_the_same_page_have_the_same_key(one, other):
    assert page_key(one) == page_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://facebook.com/one", "https://facebook.com/other"),
        ("https://facebook.com/profile.php?id=1", "https://facebook.com/profile.php?id=2"),
        ("https://medium.com/@one", "https://medium.com/@other"),
        ("https://one.github.io/", "https://other.github.io/"),
        ("https://example.org/one", "https://example.org/other"),
        ("https://one.example.org/", "https://other.example.org/"),
    ],
)
def test_different_pages_have_different_keys(one, other):
    assert page_key(one) != page_key(other)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.org/about", "example.org"),
        ("https://deep.down.example.co.uk/", "example.co.uk"),
        ("https://someone.github.io/", "someone.github.io"),  # the private part of the public suffix list
        ("https://someone.blogspot.com/2020", "someone.blogspot.com"),
        ("https://www.facebook.com/someone", ""),
        ("https://someone.substack.com/", ""),
    ],
)
def test_a_domain_belongs_to_whoever_registered_it(url, domain):
    assert domain_key(url) == domain


@pytest.mark.parametrize("url", ["https://facebook.com/", "https://www.x.com", "", "http://", "http://[", "https://"])
def test_what_names_no_page_of_anybody_has_no_key(url):
    assert page_key(url) == ""


@pytest.mark.parametrize(
    "url", [f"https://{'a' * 300}.example/", "https://a..b/", "http://\u202e/", "//:99999/", "http://1.2.3.4/x"]
)
def test_strange_addresses_do_no_harm(url):
    assert isinstance(page_key(url) + domain_key(url), str)
