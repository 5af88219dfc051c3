"""What is measured, and what it must reach. A row more in RESULTS.md is a Case more in one of these lists."""

from dataclasses import dataclass
from typing import Literal

MILLION = 1_000_000
DATASETTE_FROM = 100_000  # where its time is compared with ours
SMALL_LIMIT = 5  # times hello, for any fresh page at up to 100,000 entries


@dataclass(frozen=True)
class Bar:
    """How a case must compare with another one: times its time, or times its requests a second."""

    measure: Literal["time", "rate"]
    least: float = 0
    most: float = float("inf")
    against: str = "hello"


@dataclass(frozen=True)
class Case:
    name: str
    query: str = ""
    path: str = "/organizations/"
    site: Literal["fresh", "kept", "datasette"] = "fresh"
    says: tuple[str, ...] = ()  # beginnings of words: at least the entries whose description has them are found
    limit: float | None = SMALL_LIMIT  # at a million, of a fresh page; at most times hello
    bar: Bar | None = None  # instead of the limit
    is_conditional: bool = False  # asks with If-None-Match, and gets a 304

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def is_listing(self) -> bool:
        return self.path == "/organizations/"

    @property
    def is_about_rate(self) -> bool:
        return self.path == "/hello/" or (self.bar is not None and self.bar.measure == "rate")

    def must(self, count: int) -> Bar | None:
        """The bar at this number of entries."""
        if self.site == "datasette" and count < DATASETTE_FROM:
            return None
        if self.bar or self.site != "fresh" or self.limit is None:
            return self.bar
        return Bar("time", most=self.limit if count >= MILLION else SMALL_LIMIT)


WIDE = 15  # times hello at a million
TWO_KINDS = 10  # of conditions, one of them wide

HELLO = Case("hello", path="/hello/", limit=None)

FRESH = [
    Case("first page"),
    Case("one topic", "topic=renewable-energy"),
    Case("two topics", "topic=renewable-energy&topic=ocean-protection"),
    Case("any of two topics", "topic=renewable-energy&topic=ocean-protection&match=any", limit=WIDE),
    Case("without a topic", "topic=renewable-energy&not=ocean-protection"),
    Case("topic + country + help", "topic=renewable-energy&country=US&help=donate", limit=TWO_KINDS),
    Case("common word", "q=water", says=("water",), limit=WIDE),
    Case("common word + topic", "q=water&topic=renewable-energy", says=("water",), limit=TWO_KINDS),
    Case("two words", "q=homes+water", says=("homes", "water"), limit=WIDE),
    Case("rare word", "q=lichen", says=("lichen",)),
    Case("typo", "q=desalinaton", says=("desalination",)),
    Case("prefix", "q=agroec", says=("agroec",)),
    Case("wide prefix", "q=volunt", says=("volunt",), limit=WIDE),
    Case("country + kind", "country=US&kind=nonprofit", limit=WIDE),
    Case("any of three kinds", "kind=nonprofit&kind=company&kind=blog", limit=WIDE),
    Case("kind + help", "kind=nonprofit&help=donate", limit=WIDE),
    *(Case(f"by {sort}", f"sort={sort}") for sort in ("newest", "verified", "began")),
    Case("rare topic", "topic=blood-donation"),
    *(Case(f"rare topic by {sort}", f"topic=blood-donation&sort={sort}") for sort in ("newest", "verified", "began")),
    Case("page 1,000", "after={after}"),
    Case("an entry", path="/organizations/{slug}/"),
    Case("suggestions", "q=wat", path="/suggest.json", limit=None),
    Case("first page by API", path="/api/v1/organizations", limit=None),
]

HELLO_AGAIN = Case("hello, beside kept pages", path="/hello/", site="kept")


def kept(least: float) -> Bar:
    return Bar("rate", least=least, against=HELLO_AGAIN.name)


REPEATED = [
    HELLO_AGAIN,
    Case("first page, repeated", site="kept", bar=kept(0.8)),
    Case("common word, repeated", "q=water", says=("water",), site="kept", bar=kept(0.8)),
    Case("an entry, repeated", path="/organizations/{slug}/", site="kept", bar=kept(0.8)),
    Case("first page, 304", site="kept", is_conditional=True, bar=kept(0.9)),
]

# Everything that our page counts, asked of Datasette in its own words.
FACETS = "_facet=kind&_facet=country&_facet=decade&_facet_array=topics&_facet_array=help&_facet_array=networks&_facet_array=languages"


def slower(than: str) -> Bar:
    return Bar("time", least=50, against=than)


DATASETTE = [
    Case(f"Datasette, {name}", f"_size=20&{FACETS}{query}", path="/directory/entries", site="datasette", bar=slower(name))
    for name, query in {
        "first page": "&_sort=name",
        "one topic": "&_sort=name&topics__arraycontains=renewable-energy",
        "common word": "&_search=water",
    }.items()
]


def cases(*, with_datasette: bool) -> list[Case]:
    return [HELLO, *FRESH, *REPEATED, *(DATASETTE if with_datasette else [])]
