import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException

from django.conf import settings
from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    help = "What `make run` starts: the development server, and beside it what runs on time."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, host, port, **options):
        if not 1 <= port <= 65535:
            raise CommandError(f"PORT={port}: use a number from 1 to 65535.")
        if not is_here(host):
            raise CommandError(f"HOST={host}: use an address of this computer, such as 127.0.0.1 or 0.0.0.0.")
        if answers(host, port):
            raise CommandError(f"Something else answers on port {port} already. Choose another: make run PORT={port + 1}")
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)  # all of them mean what Ctrl-C means

        processes = []
        try:
            server = manage("runserver", f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
            processes.append(server)
            while server.poll() is None and not answers(host, port):
                time.sleep(0.1)
            if server.poll() is None:
                self.welcome()
                # In a group of its own: Ctrl-C reaches it through us, after the server.
                processes.append(manage("run_due", "--loop", process_group=0))
            status = server.wait()
        except KeyboardInterrupt:
            status = 0
        finally:
            stop(processes)
        sys.exit(status)

    def welcome(self):
        self.stdout.write(
            f"\nThe site answers at {settings.SITE_URL}\n"
            f"Become a curator: `make curator`, then log in at {settings.SITE_URL}/desk/\n"
            "Ctrl-C ends everything.\n\n"
        )
        self.stdout.flush()


def manage(*arguments: str, process_group: int | None = None) -> subprocess.Popen:
    environment = {**os.environ, "DJANGO_RUNSERVER_HIDE_WARNING": "true", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen([sys.executable, sys.argv[0], *arguments], env=environment, process_group=process_group)


def is_here(host: str) -> bool:
    """Whether a server can listen there: on an address of this computer."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.bind(address)
    except OSError:
        return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether something speaks HTTP there; what it says does not matter."""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/live", headers={"Host": "localhost"})
        connection.getresponse()
    except HTTPException:
        return True
    except OSError:
        return False
    finally:
        connection.close()
    return True


def stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
