"""A document, and what is different between two, in words: the same at the desk and in public."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from directory.curation.compare import ChangedField, ChangedList, ChangedRow, ChangedText, Choice, Comparison
from directory.curation.document import PARTS
from directory.curation.words import Mark, Run, compare_words
from directory.models import Organization, Topic
from directory.models.vocabulary import Kind
from directory.places import COUNTRIES, language_name

LABELS = {
    "topics": "Topics",
    "works_in": "Works in",
    "people": "People",
    "other_names": "Other names",
    "ways_to_help": "Ways to help",
    "disputes": "Where sources disagree",
}
# Of what stayed the same beside a change, this many characters are shown on either side.
AROUND = 120


@dataclass(frozen=True)
class ShownRow:
    """An item of a list: what became of it, and its words with what changed in them."""

    mark: Mark
    says: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class ShownField:
    """A field that is not the same: its words marked, or the items of its list."""

    key: str
    label: str
    runs: tuple[Run, ...] = ()
    rows: tuple[ShownRow, ...] = ()


def label(key: str) -> str:
    """What people call a key of the document."""
    if key in LABELS or key in PARTS:
        return LABELS.get(key, key.capitalize())
    name = str(getattr(Organization._meta.get_field(key), "verbose_name", key))
    return name[:1].upper() + name[1:]


def lines(key: str, value: Any, topics: Mapping[str, str] | None = None) -> list[str]:
    """A value as a person reads it, topics by the names in `topic_names`; no line when it says nothing."""
    if key in PARTS:
        return [item(key, row) for row in value]
    if key == "topics" and topics:
        value = [topics.get(slug, slug) for slug in value]
    if isinstance(value, list):
        return [", ".join(item(key, each) for each in value)] if value else []
    if key == "country":
        return [COUNTRIES.get(value, value)] if value else []
    if key == "kind":
        return [str(dict(Kind.choices).get(value, value))] if value else []
    return [line for line in str("" if value is None else value).splitlines() if line]


def item(key: str, value: Any) -> str:
    """One item of a list as a person reads it."""
    if key in PARTS:
        return " · ".join(_cells(key, value))
    if key == "works_in":
        return COUNTRIES.get(value, value)
    if key == "languages":
        return language_name(value) or value
    return str(value)


def _cells(part: str, row: dict[str, Any]) -> list[str]:
    said = []
    for key, value in row.items():
        field = next((field for field in PARTS[part].model._meta.get_fields() if field.name == key), None)
        if isinstance(value, list):
            value = ", ".join(value)
        elif isinstance(field, models.Field) and field.choices:
            value = dict(field.flatchoices).get(value, value)
        if value not in ("", None) and key != "slug":
            said.append(str(value))
    return said


def shown(comparison: Comparison) -> list[ShownField]:
    """The differences as people read them; long stretches that stayed the same are shortened."""
    return shown_each([comparison])[0]


def shown_each(comparisons: Iterable[Comparison]) -> list[list[ShownField]]:
    """Several comparisons, in one query at most."""
    comparisons = list(comparisons)
    names = _topic_names(field for comparison in comparisons for field in comparison.fields)
    return [[_shown(field, names) for field in comparison.fields] for comparison in comparisons]


@dataclass(frozen=True)
class ShownChoice:
    """A field to choose: what they made of it and what you made of it (None: it is as it was)."""

    key: str
    label: str
    theirs: ShownField | None
    yours: ShownField | None
    is_clash: bool

    @property
    def only_they_changed_it(self) -> bool:
        return not self.is_clash and self.yours is None


def shown_choices(choices: list[Choice]) -> list[ShownChoice]:
    names = _topic_names(field for choice in choices for field in (choice.theirs, choice.yours) if field)
    return [
        ShownChoice(
            choice.key,
            label(choice.key),
            _shown(choice.theirs, names) if choice.theirs else None,
            _shown(choice.yours, names) if choice.yours else None,
            choice.is_clash,
        )
        for choice in choices
    ]


def _shown(field: ChangedField, topic_names: dict[str, str]) -> ShownField:
    if isinstance(field, ChangedList):
        return ShownField(field.key, label(field.key), rows=tuple(_row(field.key, row, topic_names) for row in field.rows))
    if isinstance(field, ChangedText):
        return ShownField(field.key, label(field.key), runs=_shortened(field.runs))
    before, after = ("\n".join(lines(field.key, value)) for value in (field.before, field.after))
    runs = (Run(Mark.REMOVED, before), Run(Mark.ADDED, after))
    return ShownField(field.key, label(field.key), runs=tuple(run for run in runs if run.text))


def _row(key: str, row: ChangedRow, topic_names: dict[str, str]) -> ShownRow:
    before, after = (
        "" if value is None else topic_names.get(value, value) if key == "topics" else item(key, value)
        for value in (row.before, row.after)
    )
    says = row.mark.value
    if row.is_moved and row.was_at is not None and row.is_at is not None:
        moved = f"moved from place {row.was_at + 1} to {row.is_at + 1}"
        says = moved if row.mark == Mark.MOVED else f"{row.mark.value} and {moved}"
    return ShownRow(row.mark, says, compare_words(before, after))


def _topic_names(fields: Iterable[ChangedField]) -> dict[str, str]:
    lists = [field for field in fields if isinstance(field, ChangedList) and field.key == "topics"]
    return topic_names(value for field in lists for row in field.rows for value in (row.before, row.after) if value)


def topic_names(slugs: Iterable[str]) -> dict[str, str]:
    """What the topics with these addresses are called."""
    slugs = set(slugs)
    return dict(Topic.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}


def _shortened(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """What stayed the same, shortened where it is long: its end before a change, and its beginning after one."""
    short = []
    for i, run in enumerate(runs):
        start = run.text[: AROUND if i else 0]
        end = run.text[-AROUND:] if i < len(runs) - 1 else ""
        if run.mark == Mark.SAME and len(run.text) > len(start) + len(end) + AROUND:
            run = Run(Mark.SAME, f"{start.rpartition(' ')[0]} … {end.partition(' ')[2]}")
        short.append(run)
    return tuple(short)
