"""Links to the pages beside one: templates/directory/_pagination.html, filled in."""

from django.utils.safestring import SafeString

from directory.rendering.part import NOTHING, part


def page_links(address: str, *, next: str = "", previous: str = "") -> SafeString:
    """`next` and `previous` are query strings, "" where there is no such page."""
    links = {
        name: part(f"directory/_pagination.html#{name}")(address=address, query=query) if query else NOTHING
        for name, query in (("previous", previous), ("next", next))
    }
    return part("directory/_pagination.html#pages")(**links) if next or previous else NOTHING
