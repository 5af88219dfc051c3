"""How good the search is, against judgements that people wrote: queries, each with graded entries, as a TOML file."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from math import log2
from pathlib import Path

from directory.models import Organization
from directory.search.index import Index
from directory.search.query import Query

DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """One query: how well its first ten results are ordered, and whether the first is as good as any."""

    text: str
    group: str
    ndcg: float
    success: bool
    found: tuple[str, ...]
    grades: dict[str, int]


def judge(index: Index, path: Path) -> list[Judged]:
    """nDCG@10 (gains 2^grade - 1, discounts log2(rank + 1)) and success@1 (the first result has the best grade) of each query."""
    slugs = dict(Organization.objects.published().values_list("pk", "slug"))
    results = []
    for each in tomllib.loads(path.read_text(encoding="utf-8"))["queries"]:
        found = tuple(slugs[pk] for pk in index.find(Query(text=each["q"], limit=DEPTH)).ids)
        grades = each["relevant"]
        ideal = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
        best = max(grades.values())
        results.append(
            Judged(
                text=each["q"],
                group=each["group"],
                ndcg=_gain([grades.get(slug, 0) for slug in found]) / ideal,
                success=bool(found) and grades.get(found[0], 0) == best,
                found=found,
                grades=grades,
            )
        )
    return results


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades))


def averages(results: list[Judged]) -> dict[str, tuple[int, float, float]]:
    """For each group, and for `all`: number of queries, mean nDCG@10, and the share whose first result is as good as any."""
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for result in results:
        groups[result.group].append(result)
    return {
        name: (len(each), sum(r.ndcg for r in each) / len(each), sum(r.success for r in each) / len(each))
        for name, each in [*sorted(groups.items()), ("all", results)]
    }
