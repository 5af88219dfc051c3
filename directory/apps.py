from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = "Directory"

    def ready(self):
        from directory import checks  # noqa: F401  registers the system checks
        from directory.curation import roles
        from directory.signin import log

        post_migrate.connect(roles.make_groups, sender=self)
        log.connect()
