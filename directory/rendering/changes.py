"""What a change of an entry changed, as HTML: templates/directory/_change_fields.html, filled in."""

from django.utils.safestring import SafeString

from directory.curation import wording
from directory.models import Change
from directory.rendering.addresses import address
from directory.rendering.part import NOTHING, part


def changed_fields(change: Change) -> SafeString:
    """Which fields it changed, with a way to read how; nothing, where it names none."""
    if not change.fields:
        return NOTHING
    names, page = field_names(change.fields), _history_page(change)
    if not page:
        return part("directory/_change_fields.html#fields")(names=names)
    return part("directory/_change_fields.html#linked_fields")(names=names, address=page, number=change.number)


def field_names(keys: list[str]) -> str:
    """The keys of a document as people call them, in one line: `summary, ways to help`."""
    names = [wording.label(key) for key in keys]
    return ", ".join(name[:1].lower() + name[1:] for name in names)


def _history_page(change: Change) -> str:
    """Where the public reads what a change of an entry changed: its history, from that change on; "" where there is nothing."""
    organization = change.organization
    if not change.fields or organization is None or not organization.is_published:
        return ""
    history = address("organization_history", organization.slug)
    return f"{history}?before={change.number + 1}#change-{change.number}"
