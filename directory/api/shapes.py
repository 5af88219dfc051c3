"""What each answer of the API says, key by key, with the meaning and the source of each.

The OpenAPI document is made from these classes; docs/api.md lists the same keys, and a test compares the two.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from directory import models
from directory.models.change import Action, Subject
from directory.models.vocabulary import Help, Kind, NameKind, Network, RelationKind

# Addresses on this site are whole and encoded; those of others are as a curator took them from their source.
Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]

CURATORS = "Source: the curators"
SOURCES = "Source: the entry's `sources`, read by a curator"
SITE = "Source: this site"


def said(meaning: str, source: str, **more: Any) -> Any:
    """A key, with what it means and where it comes from."""
    return Field(description=f"{meaning} {source}.", **more)


def nothing_is_required(schema: dict[str, Any]) -> None:
    schema.pop("required", None)


class Shape(BaseModel):
    """Plain pydantic: ninja's own Schema looks at each value for a queryset, and takes several times as long."""

    model_config = ConfigDict(from_attributes=True)


class Sparse(Shape):
    """Something of which `fields` may ask for a few keys only: all keys are there unless it does."""

    model_config = ConfigDict(json_schema_extra=nothing_is_required)


class Problem(Shape):
    """What is wrong, as RFC 9457 says it."""

    type: str = said("Always about:blank: the status says what sort of problem it is.", SITE)
    title: str = said("The problem in a few words.", SITE)
    status: int = said("The HTTP status.", SITE)
    detail: str = said("The problem in a sentence that a person can act on.", SITE)
    parameter: str | None = said("The parameter that cannot be read, for status 400.", SITE, default=None)
    value: str | None = said("Its value, up to 500 characters of it, for status 400.", "Source: the request", default=None)


class WayToHelp(Shape):
    kind: Help = said("What one can do.", CURATORS)
    url: str = said("Where one can do it; empty when the entry's website is the place.", SOURCES)
    note: str = said("What it takes.", SOURCES)


class OtherName(Shape):
    name: str = said("Another name, in its own script.", SOURCES)
    kind: NameKind = said("What sort of name it is.", CURATORS)
    language: str = said("Its language, BCP 47; may be empty.", CURATORS)


class Channel(Shape):
    network: Network = said("The network.", CURATORS)
    url: str = said("The address.", SOURCES)
    handle: str = said("The name that it has there; may be empty.", SOURCES)
    feed: str = said("The address of its RSS, Atom or JSON feed; may be empty.", SOURCES)


class PersonOfOrganization(Shape):
    slug: str = said("The person's word in addresses, as in `/people/SLUG`.", SITE)
    name: str = said("The person's name.", SOURCES)
    role: str = said("What they are there.", SOURCES)
    began: int | None = said("The year the role began.", SOURCES)
    ended: int | None = said("The year it ended.", SOURCES)


class Relation(Shape):
    kind: RelationKind = said("What this entry is of the other.", CURATORS)
    organization: str = said("The other's slug.", SITE)
    note: str = said("More about it; may be empty.", CURATORS)


class Identifier(Shape):
    scheme: str = said("The register: `wikidata`, or a list code of org-id.guide.", CURATORS)
    value: str = said("The number there.", "Source: that register")


class Dispute(Shape):
    field: str = said("The key that it is about.", CURATORS)
    note: str = said("What each source says.", SOURCES)
    sources: list[str] = said("Their addresses, which are among the entry's `sources`.", CURATORS)


class Source(Shape):
    url: str = said("The address.", CURATORS)
    title: str = said("The title.", "Source: the page itself")
    supports: str = said("Which facts it says; may be empty.", CURATORS)


class OrganizationSummary(Sparse):
    """An entry in a list."""

    id: UUID = said("Permanent, whatever becomes of slug and name.", SITE)
    slug: str = said("Its word in addresses; a former one redirects.", CURATORS)
    name: str = said("As it writes itself, in its own script.", SOURCES)
    kind: Kind = said("What it is.", CURATORS)
    summary: str = said("One sentence for someone who never heard of it.", CURATORS)
    began: int | None = said("The year it began.", SOURCES)
    ended: int | None = said("The year it ended.", SOURCES)
    seat: str = said("The town where it is based.", SOURCES)
    country: str = said("The country of the seat, ISO 3166 alpha-2; may be empty.", SOURCES)
    topics: list[str] = said("Slugs of its causes, the most telling first.", CURATORS)
    ways_to_help: list[WayToHelp] = said("What a visitor can do.", CURATORS)
    verified_on: date | None = said("When a curator last checked it against its sources.", CURATORS)
    licence: str = said("SPDX identifier of the licence that its texts came under.", CURATORS)
    attribution: str = said("Whom that licence asks to name; may be empty.", CURATORS)
    url: Address = said("Its page.", SITE)
    api_url: Address = said("The whole of it, as data.", SITE)


class Organization(OrganizationSummary):
    """An entry whole."""

    other_names: list[OtherName] = said("Other names that it has or had.", SOURCES)
    description: str = said("A few paragraphs, in Markdown.", CURATORS)
    editors_note: str = said("Why it is listed.", CURATORS)
    works_in: list[str] = said("Where it works, ISO 3166 alpha-2; `001` is worldwide.", SOURCES)
    languages: list[str] = said("The languages that it speaks, BCP 47.", SOURCES)
    channels: list[Channel] = said("Where it speaks.", SOURCES)
    people: list[PersonOfOrganization] = said("Who is behind it.", SOURCES)
    relations: list[Relation] = said("What it is to other entries.", SOURCES)
    identifiers: list[Identifier] = said("Its numbers in registers.", CURATORS)
    disputes: list[Dispute] = said("Where sources disagree.", CURATORS)
    sources: list[Source] = said("Where the facts come from.", CURATORS)
    published_at: datetime = said("When it first appeared here.", SITE)
    changed_at: datetime = said("When its content last changed here.", SITE)


class FacetValue(Shape):
    value: str = said("What the parameter takes.", SITE)
    label: str = said("How a person reads it.", SITE)
    parent: str | None = said("The cause that a sub-cause belongs to; topics only.", CURATORS)
    count: int = said("How many entries choosing it gives; chosen: how many of the result have it.", SITE)
    selected: bool = said("Whether the query has chosen it.", "Source: the request")


class Facets(Shape):
    topic: list[FacetValue] = said("Causes, in tree order.", SITE)
    kind: list[FacetValue] = said("What entries are.", SITE)
    help: list[FacetValue] = said("Ways to help.", SITE)
    country: list[FacetValue] = said("Where entries are based or work.", SITE)
    network: list[FacetValue] = said("Where they speak.", SITE)
    language: list[FacetValue] = said("Their languages.", SITE)
    began: list[FacetValue] = said("Decades in which they began.", SITE)


class Listed(Shape):
    """What every list says beside its results."""

    version: int = said("The number of the newest change that this answer may know of: follow on with `/changes?since=`.", SITE)
    count: int = said("How many there are in all.", SITE)
    next: Address | None = said("The address of the next page.", SITE)
    previous: Address | None = said("The address of the page before.", SITE)
    licence: Address = said("The licence of the texts that are our own: CC BY 4.0.", SITE)


class OrganizationPage(Listed):
    corrected: str | None = said("The words that were searched instead, when nothing has those asked for.", SITE)
    partial: bool = said("True when no entry has all the words, and these have most of them.", SITE)
    results: list[OrganizationSummary] = said("The entries of this page.", SITE)
    facets: Facets = said("What else could be chosen, and what it would give.", SITE)


class TopicLink(Shape):
    vocabulary: models.TopicLink.Vocabulary = said("The vocabulary.", CURATORS)
    code: str = said("The code there.", "Source: that vocabulary")
    url: str = said("Its address there; may be empty.", "Source: that vocabulary")


class Topic(Sparse):
    """A cause, with its sub-causes."""

    slug: str = said("Its word in addresses and queries; a former one redirects.", CURATORS)
    name: str = said("Its name.", CURATORS)
    description: str = said("What it is, in a sentence or two.", CURATORS)
    parent: str | None = said("The slug of the cause that it belongs to.", CURATORS)
    synonyms: list[str] = said("Other words that find it.", CURATORS)
    former_slugs: list[str] = said("Slugs that lead here now.", SITE)
    links: list[TopicLink] = said("The same idea in other vocabularies.", CURATORS)
    count: int = said("How many entries have it or one of its sub-causes.", SITE)
    children: list["Topic"] = said("Its sub-causes, in the curators' order.", CURATORS)
    url: Address = said("Its page.", SITE)
    api_url: Address = said("This cause, as data.", SITE)


class TopicTree(Listed):
    results: list[Topic] = said("The causes, in the curators' order.", CURATORS)


class RoleOfPerson(Shape):
    organization: str = said("The entry's slug.", SITE)
    name: str = said("The entry's name.", SOURCES)
    role: str = said("What the person is there.", SOURCES)
    began: int | None = said("The year the role began.", SOURCES)
    ended: int | None = said("The year it ended.", SOURCES)


class Person(Sparse):
    """Someone who is publicly known for what an organization does."""

    slug: str = said("Their word in addresses.", CURATORS)
    name: str = said("Their name.", "Source: `sources`, read by a curator")
    about: str = said("A few sentences, in Markdown; may be empty.", CURATORS)
    own_page: str = said("The address of their own page; may be empty.", "Source: `sources`, read by a curator")
    roles: list[RoleOfPerson] = said("What they are in published entries.", "Source: those entries")
    sources: list[Source] = said("Where what is said of them comes from.", CURATORS)
    url: Address = said("Their page here.", SITE)
    api_url: Address = said("This person, as data.", SITE)


class PersonPage(Listed):
    results: list[Person] = said("The people of this page, by name.", SITE)


class CollectionItem(Shape):
    slug: str = said("The entry's slug.", SITE)
    name: str = said("The entry's name.", SOURCES)
    note: str = said("Why it is in this collection; may be empty.", CURATORS)
    url: Address = said("The entry's page.", SITE)
    api_url: Address = said("The entry, as data.", SITE)


class Collection(Sparse):
    """A curators' pick."""

    slug: str = said("Its word in addresses.", CURATORS)
    name: str = said("Its name.", CURATORS)
    summary: str = said("What it is, in a sentence.", CURATORS)
    description: str = said("More about it, in Markdown; may be empty.", CURATORS)
    organizations: list[CollectionItem] = said("Its published entries, in the curators' order.", CURATORS)
    url: Address = said("Its page.", SITE)
    api_url: Address = said("This collection, as data.", SITE)


class CollectionPage(Listed):
    results: list[Collection] = said("The collections of this page, in the curators' order.", CURATORS)


class Destination(Shape):
    id: UUID = said("The permanent identifier of the entry that the merged one went into.", SITE)
    slug: str = said("Its slug.", CURATORS)
    url: Address = said("Its page.", SITE)
    api_url: Address = said("The whole of it, as data.", SITE)


class Change(Sparse):
    """What became of something public."""

    number: int = said("Its place in the history of the directory: each is greater than all before it.", SITE)
    at: datetime = said("When it was made.", SITE)
    subject: Subject = said("What sort of thing was changed.", SITE)
    action: Action = said("What was done with it.", CURATORS)
    id: UUID | None = said("The permanent identifier of an organization; null for other things.", SITE)
    slug: str = said("An organization's present slug, or the slug that another thing had after the change.", CURATORS)
    name: str = said("The name that it had then.", CURATORS)
    into: Destination | None = said("Where a merged entry went; null unless it still is merged.", CURATORS)
    url: Address | None = said("Its page, where there is one: that of a withdrawn entry answers 410.", SITE)
    api_url: Address | None = said("The thing as data, as `url` has it.", SITE)
    by: str | None = said("The public name of the curator, or `a curator`; null for the site itself.", CURATORS)
    message: str = said("Why, in the curator's words; may be empty.", CURATORS)


class ChangePage(Listed):
    results: list[Change] = said("Oldest first with `since`, newest first without.", SITE)
