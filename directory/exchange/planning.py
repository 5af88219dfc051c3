"""What each row of a file is to the directory: new, changed, same, a duplicate, or refused. Planning writes nothing.

A row is planned against the directory as it is and against the rows before it, so that a dry run and the run say the same, and no
row changes what another row of the same file says. Memory holds a few keys of each row, never the rows.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import batched, islice
from json import dumps, loads
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.utils.text import slugify

from directory.curation import document, duplicates, match_keys
from directory.curation.document import BadDocument, Document
from directory.curation.match_keys import Keys
from directory.curation.topics import LONGEST_NAME, Vocabulary
from directory.exchange import fields
from directory.exchange.columns import Fields
from directory.exchange.fields import Said
from directory.exchange.known import Entry, Known, Row
from directory.exchange.reading import Record, Table
from directory.exchange.values import NOTHING, shown
from directory.models import Organization, ProposedTopic, Status
from directory.models.importing import TAKEN, Outcome
from directory.models.match import Sort
from directory.text import LONGEST_KEY, UNSTORABLE, fold

BATCH = 200
TEXTS_UNDER_LICENCE = ("summary", "description", "editors_note")


@dataclass(frozen=True)
class Order:
    """What is asked of an import, beside its file."""

    fields: Fields
    constants: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    attribution: str = ""
    publishes: bool = False
    is_strict: bool = False
    digest: str = ""


@dataclass
class Plan:
    """What is to become of a row. `faults` says by column why it is not taken; "" is the row as a whole."""

    number: int
    name: str
    outcome: Outcome
    faults: dict[str, str] = field(default_factory=dict)
    organization_id: int | None = None
    uid: UUID | None = None
    document: Document | None = None
    base: str = ""  # what the entry said when this was planned
    topics: list[str] = field(default_factory=list)

    @property
    def is_taken(self) -> bool:
        return self.outcome in TAKEN

    def line(self) -> str:
        """`row 17, website: …`, for a row that is not taken."""
        # In an order of its own: PostgreSQL keeps no order of keys.
        said = [f"{column}: {fault}" if column else fault for column, fault in sorted(self.faults.items())]
        return f"row {self.number}{',' if '' not in self.faults else ':'} {'; '.join(said)}"


class _Related(NamedTuple):
    """A row that speaks of entries which other rows bring."""

    outcome: Outcome
    slug: str
    others: set[str]


class Planner:
    def __init__(self, table: Table, order: Order):
        self.table, self.order = table, order
        self.vocabulary = Vocabulary()
        self.refused_topics = set(ProposedTopic.objects.exclude(refused_at=None).values_list("folded", flat=True))
        self.before = _Before()
        self.addresses = self._addresses()
        self.taken_addresses: set[str] = set()
        self.related: dict[int, _Related] = {}

    def plans(self) -> Iterator[Plan]:
        """A plan for each row, in the file's order."""
        for records in batched(self.table.records(), BATCH, strict=False):
            read = [self._read(record) for record in records]
            rows = [row for row in read if isinstance(row, Row)]
            Known.name_people([row.own for row in rows])
            known = Known(rows, self.order.digest)
            for row in read:
                plan = row if isinstance(row, Plan) else self._plan(row, known)
                if plan.is_taken and plan.document:
                    self.taken_addresses.add(plan.document["slug"])
                yield plan

    def refused_after_all(self) -> dict[int, tuple[Outcome, str]]:
        """Rows that speak of other rows which are not taken, known once all are planned: what they were held for, and why not."""
        refused: dict[int, tuple[Outcome, str]] = {}
        speakers: dict[str, list[int]] = defaultdict(list)  # address → rows that speak of it
        for number, row in self.related.items():
            for address in row.others:
                speakers[address].append(number)
        missing = deque(sorted(speakers.keys() - self.taken_addresses))
        while missing:
            address = missing.popleft()
            for number in speakers.get(address, []):
                if number not in refused:
                    row = self.related[number]
                    refused[number] = (row.outcome, f"There is no organization “{address}”: its row is not taken.")
                    missing.append(row.slug)
        return dict(sorted(refused.items()))

    # Reading

    def _addresses(self) -> set[str]:
        """The addresses that the file's own rows bring, if rows speak of one another."""
        column = next((column for column, name in self.order.fields.of.items() if name == "slug"), "")
        if not column or "relations" not in self.order.fields.of.values():
            return set()
        return {str(record.cells.get(column) or "") for record in self.table.records()} - {""}

    def _read(self, record: Record) -> "Row | Plan":
        said = Said()
        for name, value in self.order.constants.items():
            fields.take(name, name, value, said)
            said.assumed.add(fields.key_of(name))
        for column, name in self.order.fields.of.items():
            cell = record.cells.get(column)
            if cell not in (None, "", [], {}) or name not in self.order.constants:
                fields.take(name, column, cell, said)
                said.assumed.discard(fields.key_of(name))
        said.faults |= record.faults
        topics = self._resolve_topics(said)
        own: Document = {}
        if not said.faults:
            try:
                own = document.normal(said.document | self._licence())
                fields.united(said, own)
            except BadDocument as bad:
                said.faults |= _by_column(bad, said)
        if said.faults:
            return Plan(record.number, _name(said), Outcome.REFUSED, said.faults)
        for person in own["people"]:
            person["slug"] = person["slug"] or slugify(person["name"], allow_unicode=True)
        return Row(record, said, own, topics, match_keys.keys_of(own), digest([str(said.id), own, topics]))

    def _licence(self) -> dict[str, str]:
        said = {"licence": self.order.licence, "attribution": self.order.attribution}
        return {key: value for key, value in said.items() if value}

    def _resolve_topics(self, said: Said) -> list[str]:
        """Make the topics of the row those that we have; return the others."""
        slugs: list[str] = []
        unknown: dict[str, str] = {}
        for name in said.document.get("topics", []):
            if name in self.vocabulary.by_slug:
                slugs.append(self.vocabulary.by_slug[name].slug)
            elif len(found := self.vocabulary.find(name)) == 1:
                slugs.append(found[0].slug)
            elif (folded := fold(name)[:LONGEST_KEY]) not in self.refused_topics | NOTHING:
                unknown.setdefault(folded, name)
        if "topics" in said.document:
            said.document["topics"] = list(dict.fromkeys(slugs))
        column = said.columns.get("topics", "topics")
        if unknown and self.order.is_strict:
            said.faults[column] = f"There is no topic {' or '.join(f'“{shown(name)}”' for name in unknown.values())}."
        elif bad := [name for name in unknown.values() if len(name) > LONGEST_NAME or UNSTORABLE.search(name)]:
            said.faults[column] = f"“{shown(bad[0])}” cannot be a topic: it is too long, or has control characters."
        return list(unknown.values())

    # Planning

    def _plan(self, row: Row, known: Known) -> Plan:
        plan = Plan(row.number, row.own["name"], Outcome.REFUSED, topics=row.topics)
        entry = known.entry(row)
        if entry and entry.status in {Status.WITHDRAWN, Status.MERGED}:
            plan.faults[""] = f"“{entry.name}” was {entry.status}: restore it first, if it is to be in the directory again."
            return plan
        if said_before := self.before.same(entry, row):
            return self._said_before(plan, row, *said_before)
        if not entry and not row.said.id and (similar := self._similar(row, known)):
            plan.outcome, (plan.organization_id, plan.faults[""]) = Outcome.DUPLICATE, similar
            return plan
        return self._change(plan, row, entry) if entry else self._add(plan, row)

    def _said_before(self, plan: Plan, row: Row, number: int, is_equal: bool) -> Plan:
        """Another row of the file speaks of the same entry: the first one holds."""
        plan.outcome = Outcome.SAME if is_equal else Outcome.DUPLICATE
        if not is_equal:
            plan.faults[""] = f"this is the organization of row {number}, which says other things."
        plan.topics = []
        return plan

    def _similar(self, row: Row, known: Known) -> tuple[int | None, str] | None:
        """The entry that a row may be, if it is not an earlier row, and why."""
        if known.shares_a_key(row.keys) and (likely := duplicates.find(row.own)):
            first = likely[0]
            told = f"this may be “{first.organization}” ({first.organization.slug}): {', '.join(first.reasons)}."
            return first.organization.pk, told
        if found := self.before.similar(row.keys):
            number, reasons = found
            return None, f"this may be the organization of row {number}: {', '.join(reasons)}."
        return None

    def _add(self, plan: Plan, row: Row) -> Plan:
        self._check(plan, row, row.own, Organization(slug=uuid4().hex))  # it gets an address of its own
        if not plan.faults:
            plan.outcome, plan.document, plan.uid = Outcome.NEW, row.own, row.said.id
            self.before.add(row)
            self._note_relations(plan, row.own)
        return plan

    def _change(self, plan: Plan, row: Row, entry: Entry) -> Plan:
        plan.organization_id, plan.name = entry.pk, row.own["name"] or entry.name
        changed = self._onto(entry, row)
        plan.topics = [name for name in row.topics if fold(name)[:LONGEST_KEY] not in entry.proposed]
        is_public = entry.status == Status.PUBLISHED
        says_so = [entry.document] if self.order.publishes else [entry.document, *entry.drafts.values()]
        if changed in says_so and not plan.topics and (is_public or not self.order.publishes):
            plan.outcome = Outcome.SAME
        else:
            self._check(plan, row, changed, Organization(pk=entry.pk, slug=entry.slug))
            if not plan.faults:
                plan.outcome, plan.document, plan.base = Outcome.CHANGED, changed, digest(entry.document).hex()
                self._note_relations(plan, changed)
        if not plan.faults:
            self.before.claim(entry, row)
        return plan

    def _onto(self, entry: Entry, row: Row) -> Document:
        """What the entry says once the row is taken over: an empty cell says nothing, except in an export of ours.

        Only a row that carries the entry's id can give it another address.
        """
        current = entry.document
        said = {key: row.own[key] for key in row.said.document if row.own[key] or self.order.fields.is_whole}
        said = {key: value for key, value in said.items() if not (key in row.said.assumed and current[key])}
        if not said.get("slug") or row.said.id != entry.uid:
            said["slug"] = current["slug"] or entry.slug
        changed = document.normal(current | said)
        fields.united(row.said, changed)
        if any(changed[key] != current[key] for key in TEXTS_UNDER_LICENCE):
            changed |= self._licence()
        return changed

    def _check(self, plan: Plan, row: Row, proposed: Document, onto: Organization) -> None:
        """Find what keeps a document from being published; a draft may leave open what kind of organization it is."""
        if not proposed["name"]:
            plan.faults[row.said.columns.get("name", "name")] = "An entry needs a name."
            return
        checked = proposed | {
            "topics": [],  # they are ours
            "relations": [row for row in proposed["relations"] if row["organization"] not in self.addresses],
        }
        try:
            document.check(checked, onto=onto)
        except BadDocument as bad:
            if not self.order.publishes and not proposed["kind"]:
                bad.errors.pop("kind", None)
            plan.faults |= _by_column(bad, row.said)

    def _note_relations(self, plan: Plan, proposed: Document) -> None:
        """Remember of which other rows a row speaks: it is taken only if they are."""
        coming = {row["organization"] for row in proposed["relations"]} & self.addresses
        if coming := coming - Known.addresses(coming):
            self.related[plan.number] = _Related(plan.outcome, proposed["slug"], coming)


def _by_column(bad: BadDocument, said: Said) -> dict[str, str]:
    """What is wrong with a document, said of the columns that it came from."""
    faults: dict[str, list[str]] = {}
    for place, messages in bad.errors.items():
        key = place.partition("[")[0].partition(".")[0]
        faults.setdefault(said.columns.get(key, key), []).extend(messages)
    return {column: " ".join(dict.fromkeys(messages)) for column, messages in faults.items()}


def _name(said: Said) -> str:
    name = said.document.get("name", "")
    return shown(name) if isinstance(name, str) else ""


def digest(said: Any) -> bytes:
    """By what two documents, or rows, are known to say the same."""
    return blake2b(dumps(said, sort_keys=True).encode("utf-8", "surrogatepass"), digest_size=16).digest()


class _Before:
    """What the rows before this one are about."""

    MOST = 50  # rows that one key is kept for; a key that more rows share tells nothing

    def __init__(self) -> None:
        self.claimed: dict[int, tuple[int, bytes]] = {}  # entry → row, and what it says
        self.first: dict[int, int] = {}  # key of a new entry → row; most keys are one row's
        self.others: dict[int, list[int]] = {}  # key → the rows after the first
        self.rows: dict[int, tuple[bytes, str]] = {}  # row → what it says, its keys

    def claim(self, entry: Entry, row: Row) -> None:
        self.claimed[entry.pk] = (row.number, row.digest)

    def add(self, row: Row) -> None:
        number = row.number
        self.rows[number] = (row.digest, dumps(sorted(row.keys)))
        for key in map(hash, self._keys(row)):
            if self.first.setdefault(key, number) != number and len(others := self.others.setdefault(key, [])) < self.MOST - 1:
                others.append(number)

    def same(self, entry: Entry | None, row: Row) -> tuple[int, bool] | None:
        """The earlier row about the same entry, and whether it says the same."""
        if entry:
            number, digest = self.claimed.get(entry.pk, (0, b""))
        else:
            number = next(self._same(row), 0)
            digest = self.rows[number][0] if number else b""
        return (number, digest == row.digest) if number else None

    def _same(self, row: Row) -> Iterator[int]:
        for sort, key in self._keys(row):
            if sort in {"id", "slug"} or (sort == Sort.IDENTIFIER and not row.said.id):
                yield from sorted(self._rows_with({(sort, key)}))
        if row.said.id:
            return
        named = {key for key in row.keys if key[0] == Sort.NAME}
        at = {key for key in row.keys if key[0] == Sort.WEBSITE}
        if named and at:
            yield from sorted(self._rows_with(named) & self._rows_with(at))

    def _rows_with(self, keys: Keys) -> set[int]:
        return {
            number for key in map(hash, keys) if key in self.first for number in (self.first[key], *self.others.get(key, []))
        }

    def similar(self, keys: Keys) -> tuple[int, tuple[str, ...]] | None:
        """The earlier row that is most likely to be the same, and why."""
        best: tuple[int, int, tuple[str, ...]] | None = None
        for number in self._candidates(keys):
            certainty, reasons = duplicates.agreement(keys, {tuple(key) for key in loads(self.rows[number][1])})
            if certainty >= duplicates.CERTAIN_ENOUGH and (best is None or certainty > best[0]):
                best = (certainty, number, reasons)
        return best and (best[1], best[2])

    def _candidates(self, keys: Keys) -> list[int]:
        """Rows that share a key, in the file's order: so many at most, and first those that share what tells the most."""
        families = ({key for key in keys if key[0] in family} for family in duplicates.FAMILIES)
        sharing = dict.fromkeys(number for family in families for number in sorted(self._rows_with(family)))
        return sorted(islice(sharing, duplicates.MOST_CANDIDATES))

    def _keys(self, row: Row) -> Iterator[tuple[str, str]]:
        if row.said.id:
            yield "id", str(row.said.id)
        if row.own["slug"]:
            yield "slug", row.own["slug"]
        yield from sorted(row.keys)
