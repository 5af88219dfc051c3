"""A client for where wrk is not installed: `python -m bench.client URL CONNECTIONS SECONDS HEADERS`, which prints JSON.

Its own work in Python is a good part of what it measures for fast pages, so its figures only compare with each other.
"""

import http.client
import json
import statistics
import sys
import threading
import time
from urllib.parse import urlsplit


def main() -> None:
    url, connections, seconds, headers = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), json.loads(sys.argv[4])
    taken: list[float] = []
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=ask, args=(url, headers, end, taken)) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps([statistics.median(taken or [0]) * 1_000, len(taken) / seconds, len(taken)]))


def ask(url: str, headers: dict[str, str], end: float, taken: list[float]) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    while (start := time.perf_counter()) < end:
        connection.request("GET", f"{parts.path}?{parts.query}", headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status >= 400:
            raise RuntimeError(f"{url} answered {response.status}")
        taken.append(time.perf_counter() - start)


if __name__ == "__main__":
    main()
