from django.conf import settings
from django.http import HttpRequest, JsonResponse

from directory.search.suggest import suggest
from directory.views.public import current_index, public_page


@public_page
def suggestions(request: HttpRequest) -> JsonResponse:
    """OpenSearch Suggestions 1.0: what was typed, completions, what sort of thing each is, and its address."""
    typed = request.GET.get("q", "")
    found = suggest(current_index(request), typed)
    answer = [
        typed,
        [each.text for each in found],
        [each.sort for each in found],
        [f"{settings.SITE_URL}{each.address}" for each in found],
    ]
    return JsonResponse(answer, safe=False, content_type="application/x-suggestions+json")
