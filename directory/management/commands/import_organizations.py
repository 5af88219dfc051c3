from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory import licences
from directory.curation.actions import NotAllowed
from directory.exchange import columns, importing
from directory.exchange.columns import BadMapping, Fields
from directory.exchange.planning import Order, Planner
from directory.exchange.reading import BadFile, Table, open_table
from directory.management.progress import Progress
from directory.models.importing import Outcome, Stage, summary


class Command(BaseCommand):
    help = "Import organizations from a CSV, Excel, JSON or JSON Lines file, as drafts unless --publish is given."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would become of each row, and write nothing.")
        parser.add_argument("--publish", action="store_true", help="Make public what is new or changed.")
        parser.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=FIELD", help="What a column says; COLUMN= leaves it out."
        )
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", help="What is said of every row that does not say it."
        )
        parser.add_argument("--licence", default="", metavar="ID", help="SPDX identifier of the licence of the texts.")
        parser.add_argument("--attribution", default="", metavar="NAME", help="Whom that licence asks to name.")
        parser.add_argument(
            "--strict", action="store_true", help="Refuse rows with topics that we do not have; exit 1 if any is."
        )

    def handle(self, *args, file: Path, dry_run: bool, strict: bool, **options):
        self.progress = Progress(self.stderr)
        try:
            table = open_table(file)
            order = self._order(file, table, is_strict=strict, **options)
            self.progress.note(f"{table.about}. {self._told(table, order.fields)}")
            counts = self._dry_run(table, order) if dry_run else self._run(file, table, order)
        except (BadFile, BadMapping, NotAllowed) as error:
            self.progress.end()
            raise CommandError(str(error)) from error
        self.stdout.write(summary(counts))
        if strict and counts[Outcome.REFUSED]:
            raise SystemExit(1)

    def _order(self, file: Path, table: Table, *, is_strict: bool, **options) -> Order:
        return Order(
            fields=columns.by_hand(importing.fields_for(table), options["map"], table.columns),
            constants=columns.constants(options["set"]),
            licence=_licence(options["licence"]),
            attribution=options["attribution"].strip()[:300],
            publishes=options["publish"],
            is_strict=is_strict,
            digest=importing.digest_of(file),
        )

    def _told(self, table: Table, fields: Fields) -> str:
        said = ", ".join(f"{column}={field}" for column, field in fields.of.items())
        unused = fields.unused(table.columns)
        return f"Columns: {said}" + (f"; not used: {', '.join(unused)}" if unused else "")

    def _dry_run(self, table: Table, order: Order) -> Counter[str]:
        counts: Counter[str] = Counter()
        planner, total = Planner(table, order), self._total(table)
        for plan in planner.plans():
            counts[plan.outcome] += 1
            if plan.outcome in {Outcome.DUPLICATE, Outcome.REFUSED}:
                self.progress.end()
                self.stdout.write(plan.line())
            self.progress.show("rows read", counts.total(), total)
        for number, (outcome, fault) in planner.refused_after_all().items():
            counts[outcome] -= 1
            counts[Outcome.REFUSED] += 1
            self.stdout.write(f"row {number}, relations: {fault}")
        self.progress.end()
        return counts

    def _total(self, table: Table) -> int:
        """How many rows there are: read for the sake of the bar, so only where one is seen."""
        return sum(1 for _record in table.records()) if self.progress.is_seen else 0

    def _run(self, file: Path, table: Table, order: Order) -> dict[str, int]:
        job = importing.begin(order, table, file_name=file.name, by=None)
        if job.stage == Stage.PLANNING:
            to_read = self._total(table)
            importing.plan(job, table, lambda done: self.progress.show("rows read", done, to_read))
            importing.decide(job, by=None)
        total, self.done = job.rows.steps(publishes=job.publishes), 0
        importing.carry_out(job, lambda done: self._step(done, total))
        self.progress.end()
        for line in importing.lines(job):
            self.stdout.write(line)
        return job.counts()

    def _step(self, done: int, total: int) -> None:
        self.done += done
        self.progress.show("rows taken over", self.done, total)


def _licence(text: str) -> str:
    try:
        return licences.identifier(text)
    except ValueError as error:
        raise CommandError(f"--licence: {error}") from error
