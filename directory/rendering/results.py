"""The page of a listing: templates/directory/organization_list.html and _results.html, filled in."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from directory.rendering.addresses import plain_address
from directory.rendering.filters import facets, sorts
from directory.rendering.listing import Chip, Listing, address_of
from directory.rendering.page import page
from directory.rendering.pagination import page_links
from directory.rendering.part import NOTHING, Part, part
from directory.search.query import PAGE

MANY_CHIPS = 3  # a page with so many is one of very many alike, which search engines need not have


def listing_page(listing: Listing) -> bytes:
    """All of the page."""
    chips, query = listing.chips, listing.query
    return page(
        "directory/organization_list.html",
        title=f"{', '.join(chip.label for chip in chips)}: organizations" if chips else "Organizations",
        site_url=settings.SITE_URL,
        address=listing.address,
        followed=f"?{listing.followed}".removesuffix("?"),
        links=_links(listing),
        text=query.text,
        chosen=_part("chosen")(count=len(chips)) if chips else NOTHING,
        facets=facets(query, listing.facets),
        limit=_part("limit")(limit=query.limit) if query.limit != PAGE else NOTHING,
        status=_status(listing),
        sort=_sort(listing),
        chips=_chips(chips),
        found=_found(listing) if listing.total else render_to_string("directory/_nothing.html", {"listing": listing}),
    )


def _part(name: str) -> Part:
    return part(f"directory/_results.html#{name}")


def _links(listing: Listing) -> SafeString:
    """What programs are told: not to keep this page, and which stand beside it."""
    links = []
    if listing.query.text or len(listing.chips) >= MANY_CHIPS:
        links.append(_part("noindex")())
    if listing.previous:
        links.append(_part("link_previous")(query=listing.previous))
    if listing.next:
        links.append(_part("link_next")(query=listing.next))
    return SafeString("".join(links))


def _status(listing: Listing) -> SafeString:
    """How many entries there are, and which of them are on this page if there are others."""
    if not listing.total:
        return _part("none")()
    is_part = listing.items and (listing.next or listing.previous)
    shown = _part("shown")(first=listing.first, last=listing.last) if is_part else NOTHING
    return _part("one" if listing.total == 1 else "many")(total=listing.total, shown=shown)


def _sort(listing: Listing) -> SafeString:
    """The choice of an order where there is something to order; else the one that was chosen stays in the form."""
    query = listing.query
    if listing.total > 1:
        return _part("sort")(options=sorts(query.order, bool(query.text)))
    return _part("sort_kept")(sort=query.sort) if query.sort else NOTHING


def _chips(chips: list[Chip]) -> SafeString:
    """What is chosen, each a link to the listing without it."""
    if not chips:
        return NOTHING
    links = [_part("chip")(address=address_of(chip.query), label=chip.label) for chip in chips]
    if len(chips) > 1:
        links.append(_part("remove_all")(address=plain_address("organization_list")))
    return _part("chips")(chips=SafeString("".join(links)))


def _found(listing: Listing) -> SafeString:
    """The entries, with what there is to say about them, and the way to more."""
    items = _part("cards")(items=listing.items) if listing.items else _part("past")()
    links = page_links(plain_address("organization_list"), next=listing.next, previous=listing.previous)
    return SafeString(_note(listing) + items + links)


def _note(listing: Listing) -> SafeString:
    """That these are not quite the words that were asked for."""
    if listing.corrected:
        what = _part("most_of" if listing.is_partial else "results_for")()
        return _part("corrected")(text=listing.query.text, what=what, corrected=listing.corrected)
    return _part("partial")() if listing.is_partial else NOTHING
