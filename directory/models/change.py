"""What became of the public directory, in the order in which it happened."""

from collections.abc import Iterable
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from directory.models.append_only import AppendOnly, AppendOnlyQuerySet

AT_ONCE = 1000


class DirectoryVersion(models.Model):
    """One row: the number of the newest change. Whoever updates it holds it until the end of the transaction."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="directory_has_one_version", condition=models.Q(id=1))]

    def __str__(self):
        return str(self.number)

    @classmethod
    def move_on(cls, by: int = 1) -> int:
        """Take the next numbers and return the last, and hold the row until the end of the transaction.

        Numbers without a Change leave a gap.
        """
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("A change is recorded in the transaction that makes it.")
        if not cls.objects.filter(pk=1).update(number=F("number") + by):
            cls.objects.create(pk=1, number=by)
        return cls.objects.get(pk=1).number

    @classmethod
    def current(cls) -> int:
        """The number of the newest change; 0 in an empty directory."""
        # Every public page asks this, and mostly nothing else: the ORM would take most of its time.
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT number FROM {cls._meta.db_table}")  # noqa: S608  a name of our own
            row = cursor.fetchone()
        return row[0] if row else 0


class Subject(models.TextChoices):
    ORGANIZATION = "organization", "organization"
    TOPIC = "topic", "topic"
    PERSON = "person", "person"
    COLLECTION = "collection", "collection"


class Action(models.TextChoices):
    """What was done, in the words of the changes page."""

    ADDED = "added", "added"
    EDITED = "edited", "edited"
    RENAMED = "renamed", "moved to a new address"
    VERIFIED = "verified", "checked"
    WITHDRAWN = "withdrawn", "withdrawn"
    RESTORED = "restored", "restored"
    MERGED = "merged", "merged"
    REMOVED = "removed", "removed"


ERASED_PERSON = "A person"


class ChangeQuerySet(AppendOnlyQuerySet["Change"]):
    def since(self, number: int):
        """All changes after this one, oldest first."""
        return self.filter(number__gt=number).order_by("number")

    def of_person(self, slug: str):
        """What became of one person's page."""
        return self.filter(subject=Subject.PERSON, slug=slug).exclude(slug="")

    def forget_person(self, slug: str) -> None:
        """Take name, address and message off the changes of a person who is erased: the one door in what is never altered."""
        super(AppendOnlyQuerySet, self.of_person(slug)).update(slug="", name=ERASED_PERSON, message="")

    def record(
        self, thing: Any, action: Action, *, by=None, revision=None, message: str = "", fields: Iterable[str] = ()
    ) -> "Change":
        """Append the directory's next change, of an organization, topic, person or collection; must be called in the transaction that makes it.

        The counter's row stays locked until that transaction ends, so numbers follow the order of commits: a reader who has
        seen number n has seen all smaller ones.
        """
        return self.create(
            number=DirectoryVersion.move_on(),
            subject=Subject(thing._meta.model_name),
            slug=thing.slug,
            name=thing.name,
            action=action,
            organization_id=thing.pk if thing._meta.model_name == Subject.ORGANIZATION else None,
            revision=revision,
            by=by,
            message=message,
            fields=list(fields),
        )

    def record_all(self, organizations: Iterable[Any], action: Action, *, by=None, message: str = "") -> int:
        """Append a change for each of these organizations (or rows of `named()`) and return how many; as `record` does.

        The counter moves once, and rows are written a thousand at a time, so that a change of very many is soon done. Whoever
        calls has locked the organizations: another writer who holds one may be waiting for the counter.
        """
        rows = list(organizations)
        if not rows:
            return 0
        first = DirectoryVersion.move_on(len(rows)) - len(rows) + 1
        at = timezone.now()
        changes = (
            Change(
                number=number,
                at=at,
                subject=Subject.ORGANIZATION,
                slug=row.slug,
                name=row.name,
                action=action,
                organization_id=row.pk,
                by=by,
                message=message,
            )
            for number, row in enumerate(rows, start=first)
        )
        for batch in batched(changes, AT_ONCE, strict=False):
            self.bulk_create(batch)
        return len(rows)


class Change(AppendOnly):
    """One change of the public directory. Rows are added and never altered or deleted."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    subject = models.CharField(max_length=20, choices=Subject)
    slug = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    action = models.CharField(max_length=20, choices=Action)
    organization = models.ForeignKey("Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="changes")
    revision = models.ForeignKey("Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    message = models.CharField(max_length=300, blank=True)
    fields = models.JSONField(default=list, blank=True, help_text="The keys of an entry's document that are not as before.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="change_says_what_was_done_to_what",
                condition=models.Q(action__in=Action.values, subject__in=Subject.values),
                violation_error_message="A change names one of our actions and one of our subjects.",
            )
        ]

    def __str__(self):
        return f"{self.number}: {self.name} {self.get_action_display()}"
