"""What each public format says, key by key. docs/api.md lists the same keys, and a test compares the two."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from directory.curation import document
from directory.models import Organization
from directory.search.facets import FacetValue


def absolute(path: str) -> str:
    """An address on this site, whole."""
    return f"{settings.SITE_URL}{path}"


def summary_shape(organization: Organization) -> dict[str, Any]:
    """An entry in a list; no query after with_card_data()."""
    return {
        "id": str(organization.uid),
        "slug": organization.slug,
        "name": organization.name,
        "kind": organization.kind,
        "summary": organization.summary,
        "began": organization.began,
        "ended": organization.ended,
        "seat": organization.seat,
        "country": organization.country,
        "topics": [topic.slug for topic in organization.topic_list],
        "ways_to_help": [{"kind": way.kind, "url": way.url, "note": way.note} for way in organization.ways_to_help.all()],
        "verified_on": organization.verified_on.isoformat() if organization.verified_on else None,
        "url": absolute(organization.get_absolute_url()),
        "api_url": absolute(reverse("directory:api_organization_detail", args=[organization.slug])),
    }


def organization_shape(organization: Organization) -> dict[str, Any]:
    """An entry whole: its document, its dates and its addresses; no query after with_page_data().

    Relations to entries that are not public are left out, and the logo is no part of the data.
    """
    said = document.read(organization)
    public = {relation.other.slug for relation in organization.relations.all() if relation.other.is_published}
    said["relations"] = [row for row in said["relations"] if row["organization"] in public]
    del said["logo"]
    return {
        "id": str(organization.uid),
        **said,
        "published_at": organization.published_at.isoformat() if organization.published_at else None,
        "changed_at": organization.changed_at.isoformat() if organization.changed_at else None,
        "verified_on": organization.verified_on.isoformat() if organization.verified_on else None,
        "url": absolute(organization.get_absolute_url()),
        "api_url": absolute(reverse("directory:api_organization_detail", args=[organization.slug])),
    }


def facet_shape(value: FacetValue) -> dict[str, Any]:
    """One choice of a facet; the count is what choosing it gives: see docs/query.md."""
    return {
        "value": value.value,
        "label": value.label,
        "parent": value.parent,
        "count": value.count,
        "selected": value.selected,
    }


def problem_shape(status: int, title: str, detail: str, **more: str) -> dict[str, Any]:
    """An error as RFC 9457 says it."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
