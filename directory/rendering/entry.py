"""The page of an entry: templates/directory/organization_detail.html and _entry.html, filled in.

No query after whole(), but for the last changes.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import dateformat, timezone
from django.utils.safestring import SafeString

from directory.models import Change, Channel, Collection, Dispute, Organization, Role, Source, Topic, WayToHelp
from directory.models.change import Action
from directory.models.organization import OWN_LICENCE
from directory.models.vocabulary import Help, Network, RelationKind
from directory.rendering.addresses import address, plain_address
from directory.rendering.cards import in_short, named
from directory.rendering.changes import changed_fields
from directory.rendering.covers import cover
from directory.rendering.facts import facts
from directory.rendering.page import page
from directory.rendering.part import NOTHING, Part, kept, part
from directory.rendering.texts import host, jsonld, markdown, site_of

LONG_NAME = 40
HISTORY = 5


def entry_page(organization: Organization, *, near: SafeString, said: dict[str, Any], oembed: str) -> bytes:
    """All of the page: `near` are entries near to it as items of a list, `said` is what schema.org says of it."""
    data = address("api_organization_detail", organization.slug)
    links = _part("links")(data=data, oembed=oembed, name=organization.name)
    return page("directory/organization_detail.html", links=links, **_values(organization, near, said))


def entry_preview(organization: Organization, *, near: SafeString, said: dict[str, Any], desk_address: str) -> bytes:
    """The page as it would be, for the desk."""
    values = _values(organization, near, said)
    return page("directory/organization_preview.html", desk_address=desk_address, links=NOTHING, **values)


def _values(organization: Organization, near: SafeString, said: dict[str, Any]) -> dict[str, object]:
    """All that differs from one entry's page to another's."""
    return {
        "title": organization.name,
        "description": organization.summary or organization.name,
        "site_url": settings.SITE_URL,
        "address": address("organization_detail", organization.slug),
        "picture": address("organization_picture", organization.slug),
        "jsonld": jsonld(said),
        "slug": organization.slug,
        "cover": cover(organization),
        "first_facts": in_short(organization),
        "long": _part("long")() if len(organization.name) > LONG_NAME else NOTHING,
        "name": named(organization),
        "lede": _part("lede")(summary=organization.summary) if organization.summary else NOTHING,
        "topics": _list("topics", map(_topic, organization.topic_list)),
        "ended": _part("ended")(year=organization.ended) if organization.ended else NOTHING,
        "ways": _ways(organization),
        "why": _part("why")(text=organization.editors_note) if organization.editors_note else NOTHING,
        "description_in_full": _description(organization),
        "channels": _list("channels", map(_channel, organization.channels.all())),
        "facts": facts(organization),
        "people": _list("people", map(_person, organization.roles.all())),
        "relations": _list("relations", _relations(organization)),
        "collections": _list("collections", map(_collection, _public_collections(organization))),
        "near": _part("near")(items=near) if near else NOTHING,
        "disputes": _disputes(organization),
        "sources": _sources(organization),
        "checked": _checked(organization),
        "history": _history(organization),
        "licence": _licence(organization),
    }


def _part(name: str) -> Part:
    return part(f"directory/_entry.html#{name}")


def _list(name: str, items: Iterable[SafeString]) -> SafeString:
    """The part of this name around its items; nothing, where there are none."""
    joined = SafeString("\n".join(items))
    return _part(name)(items=joined) if joined else NOTHING


def _topic(topic: Topic) -> SafeString:
    return _part("topic")(hue=topic.family, address=address("topic_detail", topic.slug), name=topic.name)


# What a visitor can do, and where the entry speaks


def _ways(organization: Organization) -> SafeString:
    """Its ways to help; where we know of none, its website."""
    if ways := organization.ways_to_help.all():
        return _list("ways", map(_way, ways))
    website = organization.website
    return _part("no_way")(url=website, site=site_of(website)) if website else NOTHING


def _way(way: WayToHelp) -> SafeString:
    what = Help(way.kind).label
    note = _part("way_note")(note=way.note) if way.note else NOTHING
    if not way.url:
        return _part("way_without_link")(what=what, note=note)
    return _part("way")(url=way.url, what=what, note=note, site=site_of(way.url))


def _description(organization: Organization) -> SafeString:
    return _part("description")(text=markdown(organization.description)) if organization.description else NOTHING


def _channel(channel: Channel) -> SafeString:
    network = Network(channel.network).label
    feed = _part("feed")(url=channel.feed, network=network) if channel.feed else NOTHING
    return _part("channel")(network=network, url=channel.url, handle=host(channel.handle or channel.url), feed=feed)


# People, entries and collections that it has to do with


def _person(role: Role) -> SafeString:
    return _line(address("person_detail", role.person.slug), role.person.name, f"{role.role}{role.span}")


def _relations(organization: Organization) -> Iterator[SafeString]:
    """To and from entries that the public may see."""
    for relation in organization.relations.all():
        if relation.other.is_published:
            yield _relation(RelationKind(relation.kind).label, relation.other, relation.note)
    for relation in organization.inverse_relations.all():
        if relation.organization.is_published:
            yield _relation(relation.inverse_label, relation.organization, relation.note)


def _relation(kind: str, other: Organization, note: str) -> SafeString:
    said = _part("relation_note")(note=note) if note else NOTHING
    return _part("relation")(kind=kind, address=address("organization_detail", other.slug), name=named(other), note=said)


def _public_collections(organization: Organization) -> list[Collection]:
    """Those that it is in, in their own order."""
    found = [item.collection for item in organization.collection_items.all() if item.collection.is_public]
    return sorted(found, key=lambda collection: (collection.position, collection.name))


def _collection(collection: Collection) -> SafeString:
    return _line(address("collection_detail", collection.slug), collection.name, collection.summary)


def _line(address: str, name: str, text: str) -> SafeString:
    return _part("line")(link=_part("page_link")(address=address, name=name), text=text)


# Where all this comes from


def _disputes(organization: Organization) -> SafeString:
    numbers = {source.url: number for number, source in enumerate(organization.sources.all(), start=1)}
    return _list("disputes", (_dispute(each, numbers) for each in organization.disputes.all()))


def _dispute(dispute: Dispute, numbers: dict[str, int]) -> SafeString:
    """What it is about, and which of the sources say so."""
    number = _part("source_number")
    sources = SafeString("".join([number(number=numbers[url]) for url in dispute.sources if url in numbers]))
    return _part("dispute")(field=f"{dispute.field[:1].upper()}{dispute.field[1:]}", note=dispute.note, sources=sources)


def _sources(organization: Organization) -> SafeString:
    numbered = enumerate(organization.sources.all(), start=1)
    return _list("sources", (_source(number, source) for number, source in numbered)) or _part("no_source")()


def _source(number: int, source: Source) -> SafeString:
    supports = _part("supports")(supports=source.supports) if source.supports else NOTHING
    return _part("source")(number=number, url=source.url, title=source.title, supports=supports)


# Who checked and changed it


def _checked(organization: Organization) -> SafeString:
    if organization.verified_on is None:
        return _part("not_checked")()
    by = organization.verified_by
    return _part("checked")(day=_day("day", organization.verified_on), by=_part("by")(byline=by.byline()) if by else NOTHING)


def _history(organization: Organization) -> SafeString:
    """Its last changes, and the way to more."""
    items = SafeString("\n".join(map(_change, organization.changes.select_related("by")[:HISTORY])))
    if not items:
        return NOTHING
    history = address("organization_history", organization.slug)
    return _part("history")(items=items, history=history, changes=plain_address("change_list"))


def _change(change: Change) -> SafeString:
    return _part("change")(
        day=_day("soft_day", timezone.localtime(change.at).date()),
        action=Action(change.action).label,
        by=_part("by")(byline=change.by.byline()) if change.by else NOTHING,
        message=_part("message")(message=change.message) if change.message else NOTHING,
        fields=changed_fields(change),
    )


@kept
def _day(name: str, day: date) -> SafeString:
    return _part(name)(iso=day.isoformat(), day=dateformat.format(day, "j F Y"))


def _licence(organization: Organization) -> SafeString:
    """Under which its texts came, where that is not ours."""
    if organization.licence == OWN_LICENCE and not organization.attribution:
        return NOTHING
    attribution = _part("attribution")(attribution=organization.attribution) if organization.attribution else NOTHING
    return _part("licence")(licence=organization.licence, attribution=attribution)
