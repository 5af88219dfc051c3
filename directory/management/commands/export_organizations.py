from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.exchange import exporting
from directory.exchange.exporting import CannotExport
from directory.management.progress import Progress
from directory.search.query import BadQuery


class Command(BaseCommand):
    help = "Write the public directory to a file, as its name says: .csv, .xlsx, .json or .jsonl."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--query", default="", metavar="QUERY", help='Of the listing, such as "topic=education&country=KE".'
        )

    def handle(self, *args, file: Path, query: str, **options):
        progress = Progress(self.stderr)
        try:
            total = exporting.count(query)
            exporting.write(file, progress.along(exporting.entries(query), total, "entries written"))
        except (BadQuery, CannotExport) as error:
            progress.end()
            raise CommandError(str(error)) from error
        progress.end()
        progress.note(f"{total:,} {'entry' if total == 1 else 'entries'} written to {file}.")
