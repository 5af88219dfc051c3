"""An entry as schema.org says it, for the pages' JSON-LD."""

from typing import Any

from django.conf import settings

from directory.models import Organization
from directory.models.vocabulary import Kind, NameKind
from directory.places import COUNTRIES, WORLD

TYPES = {
    Kind.NONPROFIT: "NGO",
    Kind.COMPANY: "Corporation",
    Kind.SOCIAL_ENTERPRISE: "Organization",
    Kind.COOPERATIVE: "Organization",
    Kind.PLATFORM: "Organization",
    Kind.BLOG: "Blog",
    Kind.CONFERENCE: "Event",
    Kind.NETWORK: "Organization",
    Kind.CAMPAIGN: "Organization",
    Kind.FOUNDATION: "NGO",
    Kind.PUBLIC_BODY: "GovernmentOrganization",
}
NOT_ORGANIZATIONS = {"Blog", "Event"}


def organization_jsonld(organization: Organization) -> dict[str, Any]:
    """The keys that schema.org knows for the entry's type; what there is nothing to say of is left out."""
    kind = TYPES[Kind(organization.kind)]
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": f"{settings.SITE_URL}{organization.get_absolute_url()}",
        "name": organization.name,
        "alternateName": [other.name for other in organization.other_names.all()],
        "description": organization.summary,
        "url": organization.website,
        "sameAs": [channel.url for channel in organization.channels.all() if channel.url != organization.website],
    }
    if kind not in NOT_ORGANIZATIONS:
        said |= _as_organization(organization)
    elif kind == "Blog":
        said |= {
            "inLanguage": organization.languages,
            "about": [topic.name for topic in organization.topic_list],
            "author": [{"@type": "Person", "name": role.person.name} for role in organization.roles.all()],
        }
    else:
        said |= {
            "inLanguage": organization.languages,
            "keywords": [topic.name for topic in organization.topic_list],
            "location": _address(organization),
        }
    return {key: value for key, value in said.items() if value}


def _as_organization(organization: Organization) -> dict[str, Any]:
    return {
        "legalName": next((each.name for each in organization.other_names.all() if each.kind == NameKind.LEGAL), ""),
        "foundingDate": str(organization.began or ""),
        "dissolutionDate": str(organization.ended or ""),
        "address": _address(organization),
        "areaServed": [
            "Worldwide" if code == WORLD else {"@type": "Country", "name": COUNTRIES[code]} for code in organization.works_in
        ],
        "knowsAbout": [topic.name for topic in organization.topic_list],
        "knowsLanguage": organization.languages,
        "founder": [
            {"@type": "Person", "name": role.person.name}
            for role in organization.roles.all()
            if "founder" in role.role.casefold()
        ],
    }


def _address(organization: Organization) -> dict[str, str] | None:
    address = {"addressLocality": organization.seat, "addressCountry": organization.country}
    address = {key: value for key, value in address.items() if value}
    return {"@type": "PostalAddress", **address} if address else None
