"""Runs a command with a PostgreSQL server of its own: `python -m tests.postgres -- pytest -n 2`.

The server lives in a temporary folder, listens on a socket in that folder only, and is gone when the command ends.
The command finds it in DATABASE_URL.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.system import postgres_programs

USER = "socialchange"
READY = "database system is ready to accept connections"

# Nothing here outlives the command, so nothing needs to survive a crash.
SETTINGS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def temporary_server() -> Iterator[str]:
    """Yield the DATABASE_URL of a new, empty server; stop and remove it afterwards."""
    programs = postgres_programs()
    if programs is None:
        sys.exit("No PostgreSQL server on this system: `make system` installs one or says how.")
    folder = Path(tempfile.mkdtemp(prefix="socialchange-postgres-"))
    try:
        server = start(programs, folder)
        try:
            yield f"postgresql://{USER}@/{folder}/postgres"
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(programs: Path, folder: Path) -> subprocess.Popen:
    owner = ordinary_user(folder)
    data = folder / "data"
    initdb = [f"{programs}/initdb", f"--pgdata={data}", f"--username={USER}", "--auth=trust", "--no-sync"]
    language = ["--encoding=UTF8", "--locale=C.UTF-8"]
    made = subprocess.run([*initdb, *language], cwd=folder, capture_output=True, text=True, **owner)
    if made.returncode:
        sys.exit(f"initdb failed:\n{made.stdout}{made.stderr}")

    settings = [f"--{name}={value}" for name, value in (SETTINGS | {"unix_socket_directories": folder}).items()]
    log = (folder / "log").open("w+")
    server = subprocess.Popen(
        [f"{programs}/postgres", f"-D{data}", *settings],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C ends the command first, and then, through us, its server
        **owner,
    )
    while READY not in (said := (folder / "log").read_text()):
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.05)
            sys.exit(f"PostgreSQL did not start:\n{said}")
    return server


def stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGINT)  # a fast shutdown: PostgreSQL closes every connection
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def ordinary_user(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: root gives the folder, and the server, to somebody else."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def main() -> int:
    # Being told to stop becomes an exception, so that the server is stopped as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    command = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    with temporary_server() as url:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()  # it has had the same Ctrl-C
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
