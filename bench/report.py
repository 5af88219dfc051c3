"""Results as tables: on the terminal, and kept in RESULTS.md, which has a section for each size and database."""

import math
import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.cases import HELLO, HELLO_AGAIN, Bar, Case
from bench.measure import WRK, Sample

FILE = Path(__file__).parent / "RESULTS.md"
INTRODUCTION = """# Results

Written by `make bench`; [README.md](README.md) says what the columns mean.
"""
HEAD = ["page", "ms", "× hello", "processor ms", "requests/s at 16", "of hello's", "KB on the wire", "bar"]


@dataclass(frozen=True)
class Result:
    case: Case
    sample: Sample
    wire: int


@dataclass(frozen=True)
class Figure:
    """One measured number that is no page's: a duration, an amount of memory."""

    name: str
    value: float
    unit: str
    most: float | None = None

    @property
    def verdict(self) -> str:
        return "" if self.most is None else judged(self.value, most=self.most, unit=f" {self.unit}")


def judged(value: float, *, least: float = 0, most: float = float("inf"), unit: str = " ×") -> str:
    """`at most 5 ×: met`, or by how much it is missed."""
    bar = f"at most {short(most)}{unit}" if most < float("inf") else f"at least {short(least)}{unit}"
    if least <= value <= most:
        return f"{bar}: met"
    missed = value / most if value > most else least / max(value, 1e-9)
    return f"{bar}: **missed, {short(missed)} times the bar**"


def short(value: float) -> str:
    """Two or three digits that say something, and nothing for what was not measured."""
    if math.isnan(value):
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2g}"


def verdict(result: Result, results: Mapping[str, Result], count: int) -> str:
    bar = result.case.must(count)
    if bar is None or bar.against not in results:
        return ""
    ratio = compare(result.sample, results[bar.against].sample, bar)
    return judged(ratio, least=bar.least, most=bar.most) + (
        "" if bar.against.startswith("hello") else f" ({short(ratio)} × ours)"
    )


def compare(sample: Sample, other: Sample, bar: Bar) -> float:
    if bar.measure == "rate":
        return sample.per_second / other.per_second
    return sample.milliseconds / other.milliseconds


def pages(results: Mapping[str, Result], count: int) -> str:
    return table(HEAD, [page(result, results, count) for result in results.values()])


def page(result: Result, results: Mapping[str, Result], count: int) -> list[str]:
    hello = results[HELLO_AGAIN.name if result.case.site == "kept" else HELLO.name].sample
    return [
        result.case.name,
        f"{result.sample.milliseconds:.2f}",
        short(result.sample.milliseconds / hello.milliseconds),
        short(result.sample.processor),
        short(result.sample.per_second),
        short(result.sample.per_second / hello.per_second),
        f"{result.wire / 1_000:.1f}",
        verdict(result, results, count),
    ]


def figures(measured: Iterable[Figure]) -> str:
    return table(
        ["what", "measured", "bar"], [[each.name, f"{short(each.value)} {each.unit}", each.verdict] for each in measured]
    )


def table(head: list[str], rows: list[list[str]]) -> str:
    """Markdown that is laid out for the terminal too."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def keep(title: str, text: str, file: Path = FILE) -> None:
    """Put a section into the file, in the place of an older one of the same title."""
    sections = (
        dict(re.findall(r"^## (.+?)\n+(.*?)(?=^## |\Z)", file.read_text(), re.MULTILINE | re.DOTALL)) if file.exists() else {}
    )
    sections[title] = text
    ordered = sorted(sections.items(), key=lambda section: (int(re.sub(r"\D", "", section[0]) or 0), section[0]))
    file.write_text(INTRODUCTION + "".join(f"\n## {name}\n\n{said.strip()}\n" for name, said in ordered))


def machine(database: str) -> str:
    """What was measured on, and with; neither names nor places."""
    model = re.search(r"model name\s*: (.+)", read(Path("/proc/cpuinfo")))
    memory = re.search(r"MemTotal:\s+(\d+)", read(Path("/proc/meminfo")))
    parts = [
        f"{os.cpu_count()} processors" + (f" ({model[1]})" if model else ""),
        f"{int(memory[1]) / 2**20:.0f} GB of memory" if memory else "",
        f"{platform.system()}, Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("Django", "granian", "pyroaring", "datasette")),
        database_version(database),
        "wrk" if WRK else "bench.client for want of wrk: slow, compare ratios only",
    ]
    return ", ".join(part for part in parts if part)


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def database_version(database: str) -> str:
    from tests.system import postgres_programs

    if database == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    said = subprocess.run([f"{postgres_programs()}/postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return f"PostgreSQL {said.split()[2]}"
