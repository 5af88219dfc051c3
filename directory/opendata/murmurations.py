"""An entry as a Murmurations profile, https://murmurations.network/, after the schema for organizations."""

from typing import Any

from directory.api.answers import absolute
from directory.licences import KNOWN, may_be_passed_on
from directory.models import Organization
from directory.models.vocabulary import NameKind, Network, RelationKind
from directory.places import WORLD

SCHEMA = "organizations_schema-v1.0.0"
MOST_TAGS, LONGEST_TAG = 100, 100
NOT_ISO = {"XK"}  # Kosovo's code is in use everywhere and in no standard
PREDICATES = {
    RelationKind.FOUNDED_BY: "https://schema.org/founder",
    RelationKind.PART_OF: "https://schema.org/parentOrganization",
}


def profile(organization: Organization) -> dict[str, Any]:
    """What we know of it in the schema's words, no query after with_page_data(); what there is nothing to say of is left out.

    Years are no moments, so `starts_at` and `ends_at` are not there. Profiles are made to be collected: a text that may not be
    passed on is not in one.
    """
    known = KNOWN.get(organization.licence)
    channels = list(organization.channels.all())
    said: dict[str, Any] = {
        "linked_schemas": [SCHEMA],
        "name": organization.name,
        "nickname": next((each.name for each in organization.other_names.all() if each.kind == NameKind.SHORT), ""),
        "primary_url": organization.website,
        "unique_id": str(organization.uid),
        "tags": _tags(organization),
        "description": organization.summary if may_be_passed_on(organization.licence) else "",
        "status": "completed" if organization.ended else "",
        "country_iso_3166": organization.country if organization.country not in NOT_ISO else "",
        "geographic_scope": _scope(organization),
        "urls": [
            {"name": each.get_network_display(), "url": each.url} for each in channels if each.url != organization.website
        ],
        "rss": next((each.feed for each in channels if each.feed and each.network in {Network.WEBSITE, Network.BLOG}), ""),
        "relationships": [
            {"predicate_url": PREDICATES[RelationKind(each.kind)], "object_url": absolute(each.other.get_absolute_url())}
            for each in organization.relations.all()
            if each.other.is_published and each.kind in PREDICATES
        ],
        "license": known.url if known else organization.licence,
        "attribution": organization.attribution,
        "source": absolute(organization.get_absolute_url()),
    }
    return {key: value for key, value in said.items() if value}


def _tags(organization: Organization) -> list[str]:
    tags = [topic.name[:LONGEST_TAG] for topic in organization.topic_list] + [str(organization.get_kind_display())]
    return list(dict.fromkeys(tags))[:MOST_TAGS]


def _scope(organization: Organization) -> str:
    if not organization.works_in:
        return ""
    return "international" if WORLD in organization.works_in or len(organization.works_in) > 1 else "national"
