"""How fast the files of the data page are written, in a process of its own: `python -m bench.bulk FOLDER`.

Prints JSON: for each file its rows a second, and the most memory that the process ever had.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import django

MOST = 20_000  # entries; of more, the benchmark would be about little else


def measured(folder: Path) -> dict[str, float]:
    """Rows a second of each file, in the order in which they are written, and `peak_mb`."""
    from directory.opendata.files import WRITERS, Making

    making = Making.of_today(folder)
    speeds = {}
    for file, write in WRITERS.items():
        start = time.perf_counter()
        rows = write(making)
        if rows:
            speeds[file.title] = rows / (time.perf_counter() - start)
    return speeds | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialchange.settings")
    django.setup()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    print(json.dumps(measured(folder)))


if __name__ == "__main__":
    main()
