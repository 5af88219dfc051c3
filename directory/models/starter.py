from django.db import models


class StarterRecord(models.Model):
    """What `load_starter` wrote last, so that it can tell a curator's later edit from its own work."""

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="Of the document as it was right after loading.")
    file_digest = models.CharField(max_length=64, help_text="Of the file that it was loaded from.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="starter_record_once")]

    def __str__(self):
        return f"{self.kind} {self.slug}"
