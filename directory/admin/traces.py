"""Texts that mention an erased person, as lines with the place where each can be edited."""

from dataclasses import dataclass

from django.db import models
from django.urls import NoReverseMatch, reverse

from directory.curation.people import Mention
from directory.models import Collection, Organization, Person, Topic

OWNERS = (Organization, Topic, Collection, Person)


@dataclass(frozen=True)
class MentionLine:
    where: str
    address: str


def mention_lines(mentions: list[Mention]) -> list[MentionLine]:
    return [_line(mention) for mention in mentions]


def _line(mention: Mention) -> MentionLine:
    """Named by number, not by name, where the name itself may be the mention."""
    owner = _owner(mention.thing)
    kind = str(mention.thing._meta.verbose_name)
    field = str(mention.thing._meta.get_field(mention.field).verbose_name)  # type: ignore[union-attr]  # a field with a column
    try:
        address = reverse(f"desk:directory_{owner._meta.model_name}_change", args=[owner.pk])
    except NoReverseMatch:
        address = ""
    return MentionLine(f"{owner}: {kind}, {field}" if owner is not mention.thing else f"{owner}: {field}", address)


def _owner(thing: models.Model) -> models.Model:
    """The thing with a form at the desk that this row is a part of, or the row itself."""
    for field in thing._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model in OWNERS and thing._meta.model_name != "revision":
            return getattr(thing, field.name) or thing
    return thing
