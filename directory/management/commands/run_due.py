import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from directory import tasks


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
            if published := tasks.publish_due(timezone.now()):
                self.stdout.write(f"Published {published} scheduled revision{'' if published == 1 else 's'}.")
            if tasks.renew_snapshot(timezone.now()):
                self.stdout.write("Wrote a new snapshot of the index.")
            if imports := tasks.import_due(timezone.now()):
                self.stdout.write(f"Went on with {imports} import{'' if imports == 1 else 's'}.")
            if files := tasks.build_files(timezone.now()):
                self.stdout.write(f"Made {files} files of the whole directory.")
            if not loop:
                return
            time.sleep(max(every, 1))
