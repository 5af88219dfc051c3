"""What the index reads of published entries: all of them, or a few, always in a bounded number of queries."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db.models import Model

from directory.models import Channel, Organization, OrganizationTopic, OtherName, Role, WayToHelp
from directory.models.vocabulary import Help, Kind
from directory.places import COUNTRIES
from directory.search.cards import Card, microseconds

KIND = {kind.value: str(kind.label) for kind in Kind}
HELP = {way.value: str(way.label) for way in Help}
BATCH = 5_000
SMALL_BATCH = 500  # ids in one question: SQLite takes no more than some thousand parameters
COLUMNS = (
    "id", "uid", "slug", "name", "kind", "summary", "seat", "country", "began", "ended", "logo", "published_at", "verified_on",
    "languages", "works_in", "description", "editors_note",
)  # fmt: skip


class Entry(NamedTuple):
    """One entry as the index knows it. `texts` are its words by tier, the most telling first: see search/terms.py."""

    card: Card
    texts: tuple[list[str], list[str], list[str]]
    countries: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    networks: frozenset[str] = frozenset()
    people: tuple[tuple[str, str], ...] = ()  # slug and name

    @property
    def names(self) -> list[str]:
        return self.texts[0]


def read_all() -> Iterator[Entry]:
    """Every published entry, by id, in memory that does not grow with them."""
    after = 0
    published = Organization.objects.published().order_by("id").values_list(*COLUMNS)
    while rows := list(published.filter(id__gt=after)[:BATCH]):
        first, after = rows[0][0], rows[-1][0]
        yield from _entries(rows, {"gte": first, "lte": after})
        if len(rows) < BATCH:
            break


def read_some(ids: Collection[int]) -> Iterator[Entry]:
    """Those of these entries that are published, by id."""
    asked = sorted(ids)
    for start in range(0, len(asked), SMALL_BATCH):
        some = asked[start : start + SMALL_BATCH]
        rows = list(Organization.objects.published().filter(id__in=some).order_by("id").values_list(*COLUMNS))
        yield from _entries(rows, {"in": some})


def _entries(rows: list[tuple], whose: dict[str, Any]) -> Iterator[Entry]:
    """The rows as entries; `whose` are the look-ups that choose the same organizations' parts."""
    topics = _parts(OrganizationTopic, whose, "content_object_id", "tag_id")
    ways = _parts(WayToHelp, whose, "organization_id", "kind", "note")
    names = _parts(OtherName, whose, "organization_id", "name")
    networks = _parts(Channel, whose, "organization_id", "network")
    people = _parts(Role, whose, "organization_id", "person__slug", "person__name", "role")
    for row in rows:
        pk = row[0]
        yield _entry(row, topics.get(pk, []), ways.get(pk, []), names.get(pk, []), networks.get(pk, []), people.get(pk, []))


def _parts(model: type[Model], whose: dict[str, Any], owner: str, *columns: str) -> dict[int, list]:
    """The parts of each organization in their order: values of one column, or tuples of several."""
    chosen = {f"{owner}__{lookup}": value for lookup, value in whose.items()}
    found: dict[int, list] = {}
    for pk, *values in model._default_manager.filter(**chosen).order_by("position", "id").values_list(owner, *columns):
        found.setdefault(pk, []).append(values[0] if len(values) == 1 else values)
    return found


def _entry(
    row: tuple, topics: list[int], ways: list[list[str]], names: list[str], networks: list[str], people: list[list[str]]
) -> Entry:
    (
        pk, uid, slug, name, kind, summary, seat, country, began, ended, logo, published, verified,
        languages, works_in, description, note,
    ) = row  # fmt: skip
    card = Card(
        id=pk,
        uid=uid.bytes,
        slug=slug,
        name=name,
        kind=kind,
        summary=summary,
        seat=seat,
        country=country,
        began=began,
        ended=ended,
        language=languages[0] if languages else "",
        logo=logo or "",
        topics=tuple(topics),
        ways=tuple(dict.fromkeys(kind for kind, _ in ways)),
        published=microseconds(published) if published else 0,
        verified=verified.toordinal() if verified else None,
    )
    countries = frozenset({country, *works_in} - {""})
    places = (COUNTRIES.get(code, "") for code in sorted(countries))
    facts = [summary, KIND[kind], seat, *places, *(HELP[way] for way in card.ways), *(note for _, note in ways)]
    rest = [description, note, *(text for _, name, role in people for text in (name, role))]
    return Entry(
        card=card,
        texts=([name, *names], facts, rest),
        countries=countries,
        languages=tuple(languages),
        networks=frozenset(networks),
        people=tuple((slug, name) for slug, name, _ in people),
    )
