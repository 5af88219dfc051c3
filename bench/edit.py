"""How long an edit takes to show in every process: `python -m bench.edit` publishes an entry and says when that was done."""

import os
import threading
import time

import django

from bench import databases
from bench.measure import Request, fetch
from bench.servers import Server

SLUG = "published-while-the-server-runs"
ENOUGH = 40  # answers in a row that show it, each on a connection of its own: no process is left out
LONGEST = 120  # seconds


def seconds_to_show(server: Server, env: dict[str, str]) -> float:
    """From the commit of an edit to the last question that was answered without it."""
    watch = Watch(server)
    thread = threading.Thread(target=watch.look)
    thread.start()
    done = float(databases.run("-m", "bench.edit", env=env))
    watch.is_published = True
    thread.join()
    return max(0.0, watch.last_without - done)


class Watch:
    """Asks for the newest entries all the time, until the new one is always among them."""

    def __init__(self, server: Server):
        self.request = Request(server.port, "/organizations/?sort=newest")
        self.is_published = False
        self.last_without = 0.0

    def look(self) -> None:
        shown, end = 0, time.time() + LONGEST
        while shown < ENOUGH and time.time() < end:
            asked = time.time()
            if f'/organizations/{SLUG}/"'.encode() in fetch(self.request).body:
                shown += self.is_published
            else:
                shown, self.last_without = 0, asked


def publish() -> float:
    """Publish an entry, as a curator would; the clock's time right after the commit."""
    from directory.curation import actions

    document = {"name": "Published while the server runs", "slug": SLUG, "kind": "nonprofit", "topics": ["open-data"]}
    revision = actions.propose(document, by=None)
    actions.publish(revision, by=None)
    return time.time()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialchange.settings")
    django.setup()
    print(publish())


if __name__ == "__main__":
    main()
