from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from directory.models import FormerSlug, Organization
from directory.search.query import BadQuery
from directory.views.public import public_page

MOST_COMPARED = 6


@public_page
def shortlist(request: HttpRequest) -> HttpResponse:
    """Kept on the visitor's own device: the same empty page for everybody, filled in by static/js/short-list.js."""
    return render(request, "directory/shortlist.html", {"most_compared": MOST_COMPARED})


@public_page
def compare(request: HttpRequest) -> HttpResponse:
    slugs = list(dict.fromkeys(slug.strip() for slug in request.GET.getlist("org") if slug.strip()))
    if len(slugs) > MOST_COMPARED:
        raise bad(slugs, slugs[MOST_COMPARED], f"at most {MOST_COMPARED} entries fit side by side.")
    if unstorable := [slug for slug in slugs if "\x00" in slug]:
        raise bad(slugs, unstorable[0], "there is no such entry.")
    found = {each.slug: each for each in Organization.objects.published().with_page_data().filter(slug__in=slugs)}
    if missing := [slug for slug in slugs if slug not in found]:
        moved = present_slugs(missing)
        if unknown := [slug for slug in missing if slug not in moved]:
            raise bad(slugs, unknown[0], "there is no such entry.")
        present = urlencode([("org", slug) for slug in dict.fromkeys(moved.get(slug, slug) for slug in slugs)])
        return redirect(f"{reverse('directory:compare')}?{present}", permanent=True)
    return render(request, "directory/compare.html", {"organizations": [found[slug] for slug in slugs]})


def present_slugs(slugs: list[str]) -> dict[str, str]:
    """Former slugs of published entries, with the present ones."""
    public = Organization.objects.published()
    former = FormerSlug.objects.filter(slug__in=slugs, organization__in=public)
    merged = Organization.objects.filter(slug__in=slugs, merged_into__in=public)
    return dict(former.values_list("slug", "organization__slug")) | dict(merged.values_list("slug", "merged_into__slug"))


def bad(slugs: list[str], value: str, reason: str) -> BadQuery:
    return BadQuery("org", value, reason, urlencode([("org", slug) for slug in slugs if slug != value]))
