from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class Curator(AbstractUser):
    """A person who keeps the directory. The public sees `public_name`, or nothing."""

    email = models.EmailField("e-mail address", blank=True)
    public_name = models.CharField(
        max_length=100, blank=True, help_text="Shown beside changes and checks. Left empty: “a curator”."
    )

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta(AbstractUser.Meta):
        verbose_name = "curator"
        verbose_name_plural = "curators"
        permissions = [("administer_curators", "Can decide who is a curator and what they may do")]

    def byline(self) -> str:
        """How the public sees this curator."""
        return self.public_name or "a curator"
