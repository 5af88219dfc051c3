from django.db import models


class FormerSlugBase(models.Model):
    """An address that once was: it leads to the present one for ever."""

    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.slug


class FormerSlug(FormerSlugBase):
    organization = models.ForeignKey("Organization", on_delete=models.CASCADE, related_name="former_slugs")


class FormerTopicSlug(FormerSlugBase):
    topic = models.ForeignKey("Topic", on_delete=models.CASCADE, related_name="former_slugs")
