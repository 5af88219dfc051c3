"""Likely duplicates as the desk shows them."""

from typing import Any

from django.urls import reverse

from directory.curation.duplicates import Likely
from directory.models import LikelyPair, Status


def shown(likely: Likely) -> dict[str, Any]:
    """Likely duplicates as the desk shows them."""
    organization = likely.organization
    return {
        "pk": organization.pk,
        "name": organization.name,
        "address": reverse("desk:directory_organization_change", args=[organization.pk]),
        "status": organization.get_status_display(),
        "reasons": "; ".join(likely.reasons),
        "certainty": likely.certainty,
    }


def address_of(pair: LikelyPair) -> str:
    """Where the two are compared; the one that the public does not see goes into the other."""
    source, into = pair.second, pair.first
    if into.status != Status.PUBLISHED and source.status == Status.PUBLISHED:
        source, into = into, source
    return f"{reverse('desk:directory_organization_merge', args=[source.pk])}?into={into.slug}"
