import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from directory import tasks

logger = logging.getLogger(__name__)

# What there is to do, and what is said of it when something was done.
DUE: dict[Callable[[datetime], int], str] = {
    tasks.publish_due: "Scheduled revisions published: {}.",
    tasks.import_due: "Imports gone on with: {}.",
    tasks.drop_left_imports: "Imports dropped on which nobody decided: {}.",
    tasks.renew_snapshot: "New snapshots of the index: {}.",
    tasks.build_files: "Files of the data page made: {}.",
}


class Command(BaseCommand):
    help = (
        "Do what is due: publish scheduled revisions, go on with imports, renew the index's snapshot and the files of the data page. "
        "Run it every minute, or leave it running with --loop."
    )

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="Go on until stopped, once every --every seconds.")
        parser.add_argument("--every", type=float, default=30, metavar="SECONDS")

    def handle(self, *args, loop: bool, every: float, **options):
        while True:
            for task, said in DUE.items():
                try:
                    done = task(timezone.now())
                except Exception:
                    if not loop:
                        raise
                    # A database that restarts, a full disk: the other tasks have their turn, and this one has its next.
                    logger.exception("%s failed and is tried again later", task.__name__)
                    done = 0
                if done:
                    self.stdout.write(said.format(done))
            if not loop:
                return
            close_old_connections()
            time.sleep(max(every, 1))
