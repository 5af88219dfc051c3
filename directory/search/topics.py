"""The causes as one table in memory: a tree, the words that mean them, and where former addresses lead."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from directory.models import FormerTopicSlug, Synonym, Topic
from directory.search import words


@dataclass(frozen=True)
class TopicRow:
    id: int
    slug: str
    name: str
    parent: str | None
    family: int
    description: str
    synonyms: tuple[str, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """All that people call it: its name, the parts of a name that joins several (`Housing and homelessness`), synonyms."""
        return (self.name, *re.split(r", | and ", self.name), *self.synonyms)


@dataclass(frozen=True)
class TopicTable:
    """All topics in tree order: each cause is followed by its sub-causes."""

    rows: dict[str, TopicRow] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        """Three queries."""
        synonyms: dict[int, list[str]] = {}
        for topic_id, name in Synonym.objects.order_by("name", "id").values_list("topic_id", "name"):
            synonyms.setdefault(topic_id, []).append(name)
        rows = {
            topic.slug: TopicRow(
                id=topic.pk,
                slug=topic.slug,
                name=topic.name,
                parent=topic.parent.slug if topic.parent else None,
                family=topic.family,
                description=topic.description,
                synonyms=tuple(synonyms.get(topic.pk, ())),
            )
            for topic in Topic.objects.in_tree_order()
        }
        return cls(rows, dict(FormerTopicSlug.objects.values_list("slug", "topic__slug")))

    @cached_property
    def phrases(self) -> dict[str, list[str]]:
        """The topics that each phrase means: its telling words as one, so that spaces and hyphens do not matter."""
        return self._by("".join)

    @cached_property
    def stemmed_phrases(self) -> dict[str, list[str]]:
        """The same by the stems of the words: `votes` for `vote`."""
        return self._by(joined_stems)

    def _by(self, key: Callable[[list[str]], str]) -> dict[str, list[str]]:
        meant: dict[str, dict[str, None]] = {}
        for row in self.rows.values():
            for phrase in row.called:
                meant.setdefault(key(words.telling(phrase)), {})[row.slug] = None
        return {phrase: list(slugs) for phrase, slugs in meant.items()}

    def present(self, slug: str) -> str | None:
        """The slug itself, the one that took its place, or None when there never was such a topic."""
        return slug if slug in self.rows else self.former.get(slug)

    def children(self, slug: str) -> list[TopicRow]:
        return [row for row in self.rows.values() if row.parent == slug]

    def top(self) -> list[TopicRow]:
        return [row for row in self.rows.values() if row.parent is None]


def joined_stems(run: Iterable[str]) -> str:
    return "".join(words.stem(word) for word in run)
