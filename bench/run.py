"""One size on one database: fill it, start the servers, ask them in turns, report."""

import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import bulk as bulk_files
from bench import databases, peer, report, servers
from bench.cases import MILLION, Case, cases
from bench.edit import seconds_to_show
from bench.measure import BROWSER, Answer, Request, Sample, WrongAnswer, alone, crowded, fetch, median
from bench.report import Figure, Result
from bench.servers import Memory, Server

SECONDS = 1  # of asking, each time
ASKED = 4  # times, to see what an answer is and takes


def bench(count: int, database: str, *, rounds: int, is_kept: bool) -> None:
    title = f"{count:,} entries on {databases.NAMES[database]}"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="socialchange-bench-")))
        env = databases.environment(stack.enter_context(databases.empty(database)), folder)
        say(f"{title}: loading")
        loaded = databases.fill(count, env)
        databases.run("manage.py", "collectstatic", "--noinput", "--verbosity=0", env=env)
        say("building the index")
        built, known = databases.facts(env), databases.facts(env)
        written = databases.bulk(env, folder / "bulk") if count <= bulk_files.MOST else {}
        kept = stack.enter_context(servers.site(env, folder=folder))
        starting = kept.seconds_until("/organizations/")
        running = {"kept": kept, **start_others(stack, env, folder, count)}
        empty = memory(running["fresh"], "/hello/")
        rows = [ready(case, known) for case in cases(with_datasette="datasette" in running)]
        results = measure(rows, running, known["counts"], rounds)
        full = memory(running["fresh"], "/organizations/")
        shown = seconds_to_show(running["kept"], env)
    is_million = count >= MILLION
    figures = [
        Figure("loading the entries", loaded, "s"),
        Figure("building the index, in a process of its own", built["index_seconds"], "s", 180 if is_million else None),
        Figure("most memory of that process", built["index_peak_mb"], "MB"),
        Figure("having the index in a second process", known["index_seconds"], "s"),
        Figure("from the server's start to its first listing", starting, "s", 3 if is_million else None),
        Figure("from an edit to its showing in every process", shown, "s", 1),
        *memory_figures(empty, full, is_million=is_million),
        *bulk_figures(written),
    ]
    heading = f"{datetime.now(UTC):%-d %B %Y}; {report.machine(database)}; medians of {rounds} round{'s' * (rounds > 1)}."
    text = f"{heading}\n\n{report.pages(results, count)}\n\n{report.figures(figures)}"
    print(f"\n{title}\n\n{text}\n")
    if is_kept:
        report.keep(title, text)


def bulk_figures(written: Mapping[str, float]) -> Iterable[Figure]:
    """Of the files of the data page, each made from the whole directory."""
    for name, value in written.items():
        if name == "peak_mb":
            yield Figure("most memory of the process that writes the files of the data page", value, "MB")
        else:
            yield Figure(f"{name}, whole", value, "rows/s")


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def start_others(stack: ExitStack, env: dict[str, str], folder: Path, count: int) -> dict[str, Server]:
    """Our server with nothing kept, so that each page is made anew, and Datasette where it can follow."""
    running = {"fresh": stack.enter_context(servers.site(env | {"CACHE_URL": "dummycache://"}, folder=folder))}
    if count <= peer.MOST:
        say("giving the same entries to Datasette")
        peer.build(count, folder)
        running["datasette"] = stack.enter_context(peer.datasette(folder))
        running["datasette"].seconds_until("/")
    return running


def ready(case: Case, known: Mapping[str, Any]) -> Case:
    """The case with the places of its address filled in."""
    return replace(case, query=case.query.format_map(known), path=case.path.format_map(known))


@dataclass(frozen=True)
class Target:
    """A case, checked and ready to be timed."""

    case: Case
    request: Request
    answer: Answer


def measure(rows: list[Case], running: Mapping[str, Server], counts: Mapping[str, int], rounds: int) -> dict[str, Result]:
    """Every case once in each round, so that a slow minute of the machine falls on all of them."""
    targets = [checked(case, running[case.site], counts) for case in rows]
    samples: dict[str, list[Sample]] = defaultdict(list)
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for target in targets:
            samples[target.case.name].append(timed(target, running[target.case.site], is_quick=rounds == 1))
    return {target.case.name: Result(target.case, median(samples[target.case.name]), target.answer.wire) for target in targets}


def timed(target: Target, server: Server, *, is_quick: bool) -> Sample:
    """Alone and in a crowd; a quick run leaves out the crowds that no bar is about."""
    slowness = target.answer.seconds
    before = server.processor_time()
    answered = alone(target.request, seconds=SECONDS, slowness=slowness)
    processor = (server.processor_time() - before) * 1_000 / max(answered.count, 1) or math.nan
    per_second = math.nan
    if target.case.is_about_rate or not is_quick:
        per_second = crowded(target.request, seconds=SECONDS, slowness=slowness)
        server.rest()  # what the crowd had still asked for when it left
    return Sample(answered.milliseconds or slowness * 1_000, per_second, processor)


def checked(case: Case, server: Server, counts: Mapping[str, int]) -> Target:
    """Ask, and see that the answer is what the case is about."""
    request = Request(server.port, case.address)
    if case.is_conditional:
        request = replace(request, headers=(*BROWSER.items(), ("If-None-Match", fetch(request).etag)))
    answer = min((fetch(request) for _ in range(ASKED)), key=lambda each: each.seconds)  # the first may be a worker's first
    expected = counts.get(case.name)
    if answer.status != (304 if case.is_conditional else 200):
        raise WrongAnswer(f"{case.name}: {case.address} answered {answer.status}")
    if expected is not None and not is_right(case, answer.total, expected):
        raise WrongAnswer(f"{case.name}: {case.address} found {answer.total} entries, not {expected}")
    return Target(case, request, answer)


def is_right(case: Case, total: int | None, expected: int) -> bool:
    """For words the database knows only the least number."""
    if total is None:
        return False
    return total >= max(expected, 1) if case.says else total == expected


def memory(server: Server, path: str) -> Memory | None:
    """Once every worker has answered; None where the system does not tell."""
    server.seconds_until(path)
    crowded(Request(server.port, path), seconds=SECONDS, slowness=0)
    server.rest()
    workers = server.workers()
    return Memory.of(workers) if workers else None


def memory_figures(empty: Memory | None, full: Memory | None, *, is_million: bool) -> Iterable[Figure]:
    if empty is None or full is None:
        return
    grown = max(after - before for before, after in zip(empty.private, full.private, strict=True))
    yield Figure("private memory of a worker before its first listing", max(empty.private), "MB")
    yield Figure("what its index and pages add to that", grown, "MB", 50 if is_million else None)
    yield Figure("memory mapped from files, all workers", full.mapped, "MB", 500 if is_million else None)
    yield Figure("all memory of all workers (PSS)", full.total, "MB")
