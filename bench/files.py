"""Writes a file to import, of any length: `python -m bench.files 100000 entries.csv`.

Its names share their words, as real ones do; some organizations come twice, some are branches at one website, and every
tenth has its page on a platform that it shares with many.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from bench.entries import TOPICS, Entry, entry

COLUMNS = "name website kind summary description began seat country languages topics donate facebook identifier:GB-CHC".split()
TWICE, BRANCH, GUEST = 40, 25, 10  # of so many rows, one
PLATFORM = "https://platform.example"


def rows(count: int) -> Iterator[list[str]]:
    """The cells of so many organizations."""
    for number in range(count):
        other = number // 2  # an earlier row
        if number % TWICE == TWICE - 1:
            yield cells(entry(other), branch_of=None)
        elif number % BRANCH == BRANCH - 1:
            yield cells(entry(number), branch_of=entry(other))
        else:
            yield cells(entry(number), branch_of=None)


def cells(said: Entry, *, branch_of: Entry | None) -> list[str]:
    website = f"{branch_of.website}{said.slug}" if branch_of else said.website
    if said.number % GUEST == GUEST - 2:
        website = f"{PLATFORM}/{said.slug}"
    return [
        f"{said.name} {said.seat}",
        website,
        said.kind,
        said.summary,
        said.description,
        str(said.began),
        said.seat,
        said.country,
        "; ".join(said.languages),
        "; ".join(TOPICS[topic].name for topic in said.topics),
        f"{said.website}donate/" if "donate" in said.helps else "",
        next((url for network, url in said.channels if network == "facebook"), ""),
        said.identifier,
    ]


def write(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows(rows(count))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.files", description="Write a CSV file of invented organizations.")
    parser.add_argument("count", type=int)
    parser.add_argument("path", type=Path)
    asked = parser.parse_args()
    write(asked.path, asked.count)


if __name__ == "__main__":
    main()
