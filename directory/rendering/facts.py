"""What is known of an entry, as pairs: templates/directory/_facts.html, filled in."""

from collections.abc import Iterator
from urllib.parse import quote

from django.utils.safestring import SafeString

from directory.models import Identifier, Organization, OtherName
from directory.models.vocabulary import Kind, NameKind
from directory.rendering.addresses import plain_address
from directory.rendering.cards import place
from directory.rendering.part import NOTHING, part
from directory.rendering.texts import host


def facts(organization: Organization) -> SafeString:
    """Those that there are; no query after whole()."""
    return SafeString("\n".join(_facts(organization)))


def _facts(organization: Organization) -> Iterator[SafeString]:
    yield _fact("kind", value=Kind(organization.kind).label)
    if names := organization.other_names.all():
        yield _fact("other_names", values=SafeString(" ".join([_other_name(other) for other in names])))
    if organization.began:
        yield _fact("began", value=organization.began)
    if organization.ended:
        yield _fact("ended", value=organization.ended)
    if seat := place(organization.seat, _country(organization)):
        yield _fact("seat", value=seat)
    if organization.works_in:
        yield _fact("works_in", value=", ".join(organization.works_in_names))
    if organization.languages:
        yield _fact("languages", value=", ".join(organization.language_names))
    if website := organization.website:
        yield _fact("website", url=website, host=host(website))
    yield from map(_identifier, organization.identifiers.all())


def _fact(name: str, /, **values: object) -> SafeString:
    return part(f"directory/_facts.html#{name}")(**values)


def _other_name(other: OtherName) -> SafeString:
    return _fact(
        "other_name",
        lang=_fact("lang", language=other.language) if other.language else NOTHING,
        name=other.name,
        kind=_fact("name_kind", kind=NameKind(other.kind).label) if other.kind != NameKind.OTHER else NOTHING,
    )


def _country(organization: Organization) -> SafeString:
    """A link to the entries there."""
    if not organization.country:
        return NOTHING
    entries = plain_address("organization_list")
    return _fact("country", entries=entries, code=organization.country, name=organization.country_name)


def _identifier(identifier: Identifier) -> SafeString:
    if identifier.scheme == "wikidata":
        return _fact("wikidata", path=quote(identifier.value), value=identifier.value)
    return _fact("identifier", scheme=identifier.scheme, value=identifier.value)
