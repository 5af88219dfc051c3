"""Entries on other sites: a card in a frame, how sites find it (oEmbed, https://oembed.com/), and the picture of a link."""

import re
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from xml.etree import ElementTree  # noqa: S405  we write XML and read none

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.csp import build_policy
from django.views.decorators.clickjacking import xframe_options_exempt

from directory import link_pictures
from directory.licences import KNOWN
from directory.models import Organization
from directory.search.query import BadQuery
from directory.views import errors
from directory.views.entries import Gone, Moved, public_entry
from directory.views.public import OPEN, public_page

WIDTH, HEIGHT = 480, 230
LARGEST = 10_000
# The one page that others may show within theirs. What it links to opens beside theirs.
FRAMABLE = OPEN | {"Content-Security-Policy": build_policy(settings.SECURE_CSP | {"frame-ancestors": ["*"], "script-src": []})}


def _embed_organization(request: HttpRequest, slug: str) -> HttpResponse:
    """An entry as a card."""
    try:
        organization = public_entry(slug)
    except Moved as moved:
        return redirect("directory:embed_organization", moved.organization.slug, permanent=True)
    except Gone as gone:
        return _nothing(request, 410, "This entry was withdrawn", gone.organization.withdrawn_because)
    except Http404:
        return _nothing(request, 404, "There is no such entry")
    context = {"organization": organization, "licence": KNOWN.get(organization.licence)}
    return render(request, "directory/embed_organization.html", context)


def _nothing(request: HttpRequest, status: int, title: str, reason: str = "") -> HttpResponse:
    """In a frame too: the site that shows it cannot know."""
    return render(request, "directory/embed_nothing.html", {"title": title, "reason": reason}, status=status)


embed_organization = public_page(xframe_options_exempt(_embed_organization), headers=FRAMABLE)


def _organization_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """What a link to an entry looks like elsewhere."""
    try:
        organization = public_entry(slug)
    except Moved as moved:
        return redirect("directory:organization_picture", moved.organization.slug, permanent=True)
    except Gone as gone:
        return errors.gone(request, gone.organization)
    return HttpResponse(link_pictures.draw(link_pictures.shown(organization)), content_type="image/png")


organization_picture = public_page(_organization_picture, headers=OPEN)


def _oembed(request: HttpRequest) -> HttpResponse:
    """How to show the entry at an address of ours: oEmbed 1.0, type rich."""
    form = request.GET.get("format", "").strip() or "json"
    width, height = _most(request, "maxwidth"), _most(request, "maxheight")
    try:
        organization = _asked_entry(request)
    except Gone as gone:
        return errors.gone(request, gone.organization)
    said = oembed_shape(organization, width, height)
    if form == "json":
        return JsonResponse(said)
    if form == "xml":
        return HttpResponse(_xml(said), content_type="text/xml; charset=utf-8")
    return HttpResponse("There is json and xml.\n", status=501, content_type="text/plain; charset=utf-8")


oembed = public_page(_oembed, headers=OPEN)


def _asked_entry(request: HttpRequest) -> Organization:
    """The entry that `url` leads to; raise Gone, BadQuery, or Http404 for an address that is no entry's."""
    url = request.GET.get("url", "").strip()
    if not url:
        raise BadQuery("url", "", "give the address of an entry.")
    if not url.startswith(f"{settings.SITE_URL}/"):
        raise Http404("This is no address of ours.")
    try:
        found = resolve(unquote(urlsplit(url).path))
    except (Resolver404, ValueError) as error:
        raise Http404("There is nothing at this address.") from error
    if found.view_name not in {"directory:organization_detail", "directory:embed_organization"}:
        raise Http404("Only entries can be embedded.")
    try:
        return public_entry(found.kwargs["slug"])
    except Moved as moved:
        return public_entry(moved.organization.slug)


def _most(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "").strip()
    if not value:
        return LARGEST
    if not re.fullmatch(r"\d{1,5}", value, re.ASCII) or int(value) < 1:
        raise BadQuery(name, value, "use a number of pixels.")
    return int(value)


def oembed_shape(organization: Organization, width: int, height: int) -> dict[str, Any]:
    """What oEmbed says of an entry, within these bounds; the picture only where it fits."""
    width, height_used = min(WIDTH, width), min(HEIGHT, height)
    context = {"organization": organization, "address": address_of_embed(organization), "width": width, "height": height_used}
    said: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": organization.name,
        "provider_name": "socialchange",
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": 86_400,
        "html": render_to_string("directory/_embed.html", context).strip(),
        "width": width,
        "height": height_used,
    }
    if width >= WIDTH and height >= link_pictures.HEIGHT:
        picture = reverse("directory:organization_picture", args=[organization.slug])
        said |= {
            "thumbnail_url": f"{settings.SITE_URL}{picture}",
            "thumbnail_width": link_pictures.WIDTH,
            "thumbnail_height": link_pictures.HEIGHT,
        }
    return said


def address_of_embed(organization: Organization) -> str:
    return f"{settings.SITE_URL}{reverse('directory:embed_organization', args=[organization.slug])}"


def discovery(organization: Organization) -> str:
    """Where oEmbed speaks of an entry, for its page."""
    asked = urlencode({"url": f"{settings.SITE_URL}{organization.get_absolute_url()}"})
    return f"{settings.SITE_URL}{reverse('directory:oembed')}?{asked}"


def _xml(said: dict[str, Any]) -> bytes:
    root = ElementTree.Element("oembed")
    for key, value in said.items():
        ElementTree.SubElement(root, key).text = str(value)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
