from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.curation import starter


class Command(BaseCommand):
    help = "Load the starter directory: adds what is new, follows its files, and leaves alone what a curator has changed."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="folder", type=Path, default=settings.BASE_DIR / "fixtures", help="Another folder.")

    def handle(self, *args, folder: Path, **options):
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        on_terminal = self.stderr.isatty()
        try:
            counts = starter.load(folder, progress=self._show if on_terminal else lambda line: None)
        except starter.BadFile as error:
            raise CommandError(str(error)) from error
        if on_terminal:
            self._show("", end="")
        told = ", ".join(f"{counts[word]} {word}" for word in ("new", "updated", "same", "kept"))
        self.stdout.write(f"Starter directory: {told}.")

    def _show(self, line: str, end: str = "\r") -> None:
        self.stderr.write(f"\r\033[K{line[:70]}", ending=end)
