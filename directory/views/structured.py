"""Entries as schema.org says them, for the pages' JSON-LD and the file with all of them."""

import json
from typing import Any

from django.conf import settings

from directory.licences import KNOWN
from directory.models import Organization
from directory.models.vocabulary import Kind, NameKind
from directory.places import COUNTRIES, WORLD

CONTEXT = "https://schema.org"
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
    """An entry as a document of its own."""
    return {"@context": CONTEXT} | organization_node(organization)


def graph_head(about: dict[str, str]) -> str:
    """The beginning of a document with many entries, which says first what it is; each goes on with a comma."""
    dataset = {
        "@type": "Dataset",
        "@id": about["homepage"],
        "url": about["homepage"],
        "name": about["title"],
        "description": about["description"],
        "license": about["licence_url"],
        "version": about["version"],
        "dateModified": about["date"],
    }
    said = json.dumps({key: value for key, value in dataset.items() if value}, ensure_ascii=False)
    return f'{{"@context": "{CONTEXT}", "@graph": [\n{said}'


GRAPH_END = "\n]}\n"


def organization_node(organization: Organization) -> dict[str, Any]:
    """The keys that schema.org knows for the entry's type; what there is nothing to say of is left out.

    The licence is that of our page about it, which is what stands under one.
    """
    kind = TYPES[Kind(organization.kind)]
    address = f"{settings.SITE_URL}{organization.get_absolute_url()}"
    said: dict[str, Any] = {
        "@type": kind,
        "@id": address,
        "name": organization.name,
        "alternateName": [other.name for other in organization.other_names.all()],
        "description": organization.summary,
        "url": organization.website,
        "sameAs": [channel.url for channel in organization.channels.all() if channel.url != organization.website],
        "subjectOf": _page(organization, address),
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


def _page(organization: Organization, address: str) -> dict[str, str]:
    known = KNOWN.get(organization.licence)
    said = {
        "@type": "WebPage",
        "url": address,
        "license": known.url if known else organization.licence,
        "creditText": organization.attribution,
    }
    return {key: value for key, value in said.items() if value}


def _address(organization: Organization) -> dict[str, str] | None:
    address = {"addressLocality": organization.seat, "addressCountry": organization.country}
    address = {key: value for key, value in address.items() if value}
    return {"@type": "PostalAddress", **address} if address else None
