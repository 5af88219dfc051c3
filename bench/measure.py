"""Asks a server for one address again and again: `wrk` where it is installed, else a slower client of our own."""

import gzip
import http.client
import json
import math
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

import brotli
import zstandard

from bench.servers import HOST

CONNECTIONS = 16
LONGEST = 20  # seconds that one measurement may last
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
PLAIN = {"identity": bytes, "zstd": zstandard.decompress, "gzip": gzip.decompress, "br": brotli.decompress}
UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}
COUNTED = re.compile(rb"<strong>(\d+)</strong> entr")

WRK = shutil.which("wrk")


class WrongAnswer(Exception):
    """A page that is not what the case asks for is never timed."""


@dataclass(frozen=True)
class Answer:
    status: int
    etag: str
    wire: int  # bytes, with the headers
    body: bytes
    seconds: float

    @property
    def total(self) -> int | None:
        """How many entries the listing says there are."""
        found = COUNTED.search(self.body)
        return int(found[1]) if found else None


@dataclass(frozen=True)
class Sample:
    milliseconds: float  # the median at one connection
    per_second: float  # requests at sixteen; not a number when that was not asked
    processor: float = math.nan  # milliseconds that the server's workers spent on an answer, however long it waited


@dataclass(frozen=True)
class Asked:
    """What came of asking for some seconds."""

    milliseconds: float  # the median; 0 when nothing was answered in time
    per_second: float
    count: int


@dataclass(frozen=True)
class Request:
    port: int
    path: str
    headers: tuple[tuple[str, str], ...] = tuple(BROWSER.items())

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}{self.path}"


def fetch(request: Request) -> Answer:
    connection = http.client.HTTPConnection(HOST, request.port, timeout=120)
    start = time.perf_counter()
    connection.request("GET", request.path, headers=dict(request.headers))
    response = connection.getresponse()
    body = response.read()
    seconds = time.perf_counter() - start
    connection.close()
    head = sum(len(name) + len(value) + 4 for name, value in response.getheaders()) + len("HTTP/1.1 200 OK\r\n\r\n")
    plain = PLAIN[response.headers.get("Content-Encoding", "identity")](body)
    return Answer(response.status, response.headers.get("ETag", ""), head + len(body), plain, seconds)


def alone(request: Request, *, seconds: float, slowness: float) -> Asked:
    """At one connection. `slowness` is what one answer took: slow pages are asked for longer."""
    return ask(request, connections=1, seconds=math.ceil(min(LONGEST, max(seconds, 3 * slowness))))


def crowded(request: Request, *, seconds: float, slowness: float) -> float:
    """Answers a second at sixteen connections."""
    long = math.ceil(min(LONGEST, max(seconds, 2 * CONNECTIONS * slowness)))
    return ask(request, connections=CONNECTIONS, seconds=long).per_second


def ask(request: Request, *, connections: int, seconds: int) -> Asked:
    return (ask_with_wrk if WRK else ask_with_own_client)(request, connections=connections, seconds=seconds)


def ask_with_wrk(request: Request, *, connections: int, seconds: int) -> Asked:
    headers = [part for name, value in request.headers for part in ("-H", f"{name}: {value}")]
    command = [str(WRK), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--latency", *headers, request.url]
    return read_wrk(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def read_wrk(said: str) -> Asked:
    if wrong := re.search(r"Non-2xx or 3xx responses: \d+|Socket errors:.*", said):
        raise WrongAnswer(wrong[0])
    median = re.search(r"50%\s+([\d.]+)(us|ms|s|m)\b", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    count = re.search(r"(\d+) requests in", said)
    if not median or not rate or not count:
        raise WrongAnswer(f"wrk said: {said}")
    return Asked(float(median[1]) * UNITS[median[2]], float(rate[1]), int(count[1]))


def ask_with_own_client(request: Request, *, connections: int, seconds: int) -> Asked:
    arguments = [request.url, str(connections), str(seconds), json.dumps(dict(request.headers))]
    done = subprocess.run([sys.executable, "-m", "bench.client", *arguments], capture_output=True, text=True, check=True)
    return Asked(*json.loads(done.stdout))


def median(samples: Iterable[Sample]) -> Sample:
    """Of each figure alone."""
    each = list(samples)
    return Sample(
        statistics.median(one.milliseconds for one in each),
        statistics.median(one.per_second for one in each),
        statistics.median(one.processor for one in each),
    )
