"""The servers that are measured: started on a free port of this computer, and stopped by their own process number."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
LONGEST_START = 900  # seconds: the first start at a million entries builds the index

# As `make serve` says, which a test compares.
WORKERS, THREADS = max(2, os.process_cpu_count() or 2), 4
GRANIAN = [
    *("-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
    *("--respawn-failed-workers", "--no-ws"),
]


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen
    started: float  # the clock's time

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def processor_time(self) -> float:
        """Seconds of it that the server has had so far; 0 where the system does not say."""
        return sum(map(ticks, [self.process.pid, *self.workers()])) / os.sysconf("SC_CLK_TCK")

    def rest(self) -> None:
        """Wait until it has nothing to do, where the system says so."""
        used = -1.0
        while used != (used := self.processor_time()):
            time.sleep(0.1)

    def seconds_until(self, path: str) -> float:
        """Since the start, until this is answered with 200."""
        while time.perf_counter() - self.started < LONGEST_START:
            if self.process.poll() is not None:
                break
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection(HOST, self.port, timeout=LONGEST_START)
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return time.perf_counter() - self.started
            time.sleep(0.02)
        sys.exit(f"The server did not answer {path}.")


@dataclass(frozen=True)
class Memory:
    """Megabytes: of each worker alone, and of all together with what they share counted once."""

    private: tuple[float, ...]
    total: float
    mapped: float  # in all, from files

    @classmethod
    def of(cls, pids: list[int]) -> "Memory":
        rollups = [read_rollup(pid) for pid in pids]
        return cls(
            private=tuple(each["Private_Clean"] + each["Private_Dirty"] for each in rollups),
            total=sum(each["Pss"] for each in rollups),
            mapped=sum(each["Pss_File"] + each["Pss_Shmem"] for each in rollups),
        )


def read_rollup(pid: int) -> dict[str, float]:
    lines = re.findall(r"^(\w+): +(\d+) kB$", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return {name: int(kilobytes) / 1024 for name, kilobytes in lines}


def ticks(pid: int) -> int:
    """The processor time that a process has had."""
    status = Path(f"/proc/{pid}/stat")
    return sum(map(int, status.read_text().rpartition(")")[2].split()[11:13])) if status.exists() else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def serving(arguments: list[str], env: dict[str, str] | None = None, *, folder: Path) -> Iterator[Server]:
    """Run a Python program that serves on --host and --port, and stop it."""
    port = free_port()
    command = [sys.executable, *arguments, "--host", HOST, "--port", str(port)]
    with (folder / f"log-{port}").open("w") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            yield Server(port, process, started)
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def site(env: dict[str, str], *, folder: Path):
    """Our production server."""
    return serving([*GRANIAN, "socialchange.wsgi:application"], env, folder=folder)
