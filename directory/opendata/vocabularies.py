"""Views of what is told in the words of other vocabularies."""

import json

from django.http import HttpRequest, HttpResponse

from directory.api.answers import PermanentlyElsewhere, open_data, problem
from directory.models import TopicLink
from directory.opendata import murmurations, skos
from directory.opendata.views import LICENSED
from directory.views.entries import Gone, Moved, public_entry
from directory.views.public import current_index


@open_data
def organization_murmurations(request: HttpRequest, slug: str) -> HttpResponse:
    """An entry's Murmurations profile."""
    try:
        said = murmurations.profile(public_entry(slug))
    except Moved as moved:
        return PermanentlyElsewhere(request, "directory:organization_murmurations", moved.organization.slug)
    except Gone as gone:
        return problem(410, "Withdrawn", f"This entry was withdrawn: {gone.organization.withdrawn_because}")
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/json")


@open_data
def topics_jsonld(request: HttpRequest) -> HttpResponse:
    """The causes as SKOS."""
    said = skos.scheme(current_index(request).topics, TopicLink.objects.order_by("topic_id", "vocabulary", "code"))
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/ld+json", headers=LICENSED)
