from django.core.exceptions import ValidationError
from django.db import models


class AppendOnlyQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Rows that are added, and never altered or deleted."""

    def update(self, **values):
        raise ValidationError(f"This is history and cannot be altered: {self.model._meta.verbose_name_plural}.")

    def delete(self):
        raise ValidationError(f"This is history and cannot be deleted: {self.model._meta.verbose_name_plural}.")


class AppendOnly(models.Model):
    """A row of such a table; its manager comes from AppendOnlyQuerySet."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ValidationError(f"A {self._meta.verbose_name} is history and cannot be altered.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError(f"A {self._meta.verbose_name} is history and cannot be deleted.")
