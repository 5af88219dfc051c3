"""What a long command shows of its progress."""

import time
from collections.abc import Iterable, Iterator


class Progress:
    """A line on a terminal that is written anew, ten times a second at most; nothing in a pipe."""

    def __init__(self, stream):
        self.stream, self.shown_at = stream, 0.0
        self.is_seen = stream.isatty()

    def note(self, line: str) -> None:
        if self.is_seen:
            self._write("".join(char if char.isprintable() else " " for char in line), ending="\n")

    def show(self, what: str, done: int, total: int = 0) -> None:
        if not self.is_seen or time.monotonic() - self.shown_at < 0.1:
            return
        self.shown_at = time.monotonic()
        part = min(done / total, 1) if total else 0
        bar = f"[{'#' * round(part * 30):30}] {part:4.0%} " if total else ""
        self._write(f"\r\033[K{bar}{done:,} {what}")

    def along[T](self, things: Iterable[T], total: int, what: str) -> Iterator[T]:
        """The same things, counted as they go by."""
        for done, thing in enumerate(things, start=1):
            yield thing
            self.show(what, done, total)

    def end(self) -> None:
        if self.is_seen and self.shown_at:
            self._write("\r\033[K")

    def _write(self, text: str, ending: str = "") -> None:
        """In no colour: it goes to the stream of errors, but is none."""
        self.stream.write(text, style_func=str, ending=ending)
