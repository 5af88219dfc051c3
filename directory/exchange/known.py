"""The entries that the rows of a batch may be, looked up for all of them together."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import batched
from uuid import UUID

from directory.curation import document, duplicates
from directory.curation.document import Document
from directory.curation.match_keys import Keys
from directory.exchange.fields import Said
from directory.exchange.reading import Record
from directory.models import FormerSlug, ImportRow, MatchKey, Organization, Person, ProposedTopicUse, Revision, Status
from directory.models.importing import TAKEN
from directory.models.match import Sort

AT_ONCE = 500  # values in one query


@dataclass(frozen=True)
class Row:
    """A row that could be read: what it says by itself, the topics that we do not have, and by what it is known."""

    record: Record
    said: Said
    own: Document
    topics: list[str]
    keys: Keys
    digest: bytes

    @property
    def number(self) -> int:
        return self.record.number


@dataclass
class Entry:
    """An entry as a row finds it. `document` is what the public sees, or where that sees nothing, what was proposed last."""

    pk: int
    uid: UUID
    slug: str
    name: str
    status: Status
    document: Document
    drafts: dict[int, Document] = field(default_factory=dict)  # what is proposed and not decided, by revision, newest first
    proposed: set[str] = field(default_factory=set)  # topics that wait for a decision, folded


class Known:
    """Answers for one batch of rows, in a number of queries that grows with the rows that we seem to know already."""

    def __init__(self, rows: list[Row], digest: str):
        """`digest` is that of the file: a row that made an entry once is that entry's."""
        self.keys = self._present_keys(rows)
        self.pk_of = self._identities(rows, digest)
        self.entries = entries({pk for pk in self.pk_of.values() if pk})

    def entry(self, row: Row) -> Entry | None:
        """The entry that a row is."""
        return self.entries.get(self.pk_of[row.number] or 0)

    def shares_a_key(self, keys: Keys) -> bool:
        return not self.keys.isdisjoint(keys)

    def _present_keys(self, rows: list[Row]) -> Keys:
        keys = sorted({key for row in rows for _sort, key in row.keys})
        present: Keys = set()
        for some in batched(keys, AT_ONCE, strict=False):
            present |= set(MatchKey.objects.filter(key__in=some).values_list("sort", "key").distinct())
        return present

    def _identities(self, rows: list[Row], digest: str) -> dict[int, int | None]:
        ids = [row.said.id for row in rows if row.said.id]
        slugs = [row.own["slug"] for row in rows if row.own["slug"]]
        by_id = dict(Organization.objects.filter(uid__in=ids).values_list("uid", "pk"))
        by_slug = dict(FormerSlug.objects.filter(slug__in=slugs).values_list("slug", "organization_id"))
        by_slug |= dict(Organization.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        made = ImportRow.objects.filter(job__digest=digest, number__in=[row.number for row in rows], outcome__in=TAKEN)
        by_number = dict(made.exclude(organization=None).order_by("job_id").values_list("number", "organization_id"))
        return {
            row.number: (row.said.id and by_id.get(row.said.id))
            or by_slug.get(row.own["slug"])
            or self._by_keys(row)
            or by_number.get(row.number)
            for row in rows
        }

    def _by_keys(self, row: Row) -> int | None:
        """The entry of the same identifier, or the same name and website."""
        shared = {sort for sort, _key in self.keys & row.keys}
        if Sort.IDENTIFIER in shared or {Sort.NAME, Sort.WEBSITE} <= shared:
            organization = duplicates.is_same(row.own)
            return organization.pk if organization else None
        return None

    @staticmethod
    def addresses(slugs: Collection[str]) -> set[str]:
        """Those of the addresses that are entries' already."""
        return set(Organization.objects.filter(slug__in=slugs).values_list("slug", flat=True))

    @staticmethod
    def name_people(documents: list[Document]) -> None:
        """Call people whom we have by the name that they have with us, as publishing would."""
        rows = [person for said in documents for person in said["people"]]
        names = dict(Person.objects.filter(slug__in={row["slug"] for row in rows}).values_list("slug", "name")) if rows else {}
        for row in rows:
            row["name"] = names.get(row["slug"], row["name"])


def entries(pks: Collection[int]) -> dict[int, Entry]:
    """These entries, whatever their state, by key."""
    drafts: dict[int, dict[int, Document]] = defaultdict(dict)
    opened = Revision.objects.open().filter(organization__in=pks).order_by("-pk")
    for pk, revision, said in opened.values_list("organization_id", "pk", "document"):
        drafts[pk][revision] = document.normal(said)
    proposed = defaultdict(set)
    uses = ProposedTopicUse.objects.filter(organization__in=pks)
    for pk, folded in uses.values_list("organization_id", "topic__folded"):
        proposed[pk].add(folded)
    return {
        pk: Entry(
            pk=pk,
            uid=organization.uid,
            slug=organization.slug,
            name=organization.name,
            status=Status(organization.status),
            document=_said(organization, list(drafts[pk].values())),
            drafts=drafts[pk],
            proposed=proposed[pk],
        )
        for pk, organization in Organization.objects.with_page_data().in_bulk(pks).items()
    }


def _said(organization: Organization, drafts: list[Document]) -> Document:
    if organization.status != Status.UNPUBLISHED:
        return document.read(organization)
    if drafts:
        return drafts[0]
    newest = organization.revisions.order_by("-pk").first()
    return document.normal(newest.document) if newest else document.read(organization)
