"""Measures the site: `python -m bench [N …] [--database sqlite|postgresql] [--quick]`, which is `make bench N=100000`."""

import argparse
import signal
import sys

from bench import databases
from bench.run import bench

ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the site beside the least a page can cost.")
    parser.add_argument("counts", nargs="*", type=int, default=[100_000], metavar="N", help="numbers of entries (100000)")
    parser.add_argument("--database", choices=databases.NAMES, action="append", help="only this one")
    parser.add_argument("--quick", action="store_true", help="one round instead of three, and nothing kept in RESULTS.md")
    wanted = parser.parse_args()
    # Being told to stop becomes an exception, so that servers and databases are stopped as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    for count in wanted.counts:
        for database in wanted.database or databases.NAMES:
            if database == "sqlite" and count > databases.MOST_ON_SQLITE:
                print(f"SQLite is measured with up to {databases.MOST_ON_SQLITE:,} entries.")
            else:
                bench(count, database, rounds=1 if wanted.quick else ROUNDS, is_kept=not wanted.quick)


if __name__ == "__main__":
    main()
