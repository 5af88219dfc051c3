from itertools import batched

from django.core.management.base import BaseCommand
from django.db import transaction

from directory.curation import document, duplicates, match_keys
from directory.curation.merging import document_of
from directory.management.progress import Progress
from directory.models import LikelyPair, Organization, Status

AT_ONCE = 500


class Command(BaseCommand):
    help = "Find all likely duplicates anew: needed only after entries were written past the desk and imports."

    def handle(self, *args, **options):
        progress = Progress(self.stderr)
        alive = list(Organization.objects.exclude(status=Status.MERGED).order_by("pk").values_list("pk", flat=True))
        for renew, deed in ((match_keys.renew, "known"), (duplicates.renew_pairs, "compared")):  # keys of all, then pairs
            for count, pks in enumerate(batched(alive, AT_ONCE, strict=False)):
                with transaction.atomic():
                    for organization in Organization.objects.with_page_data().filter(pk__in=pks).order_by("pk"):
                        renew(organization, self._document(organization))
                progress.show(f"entries {deed}", count * AT_ONCE + len(pks), len(alive))
        progress.end()
        self.stdout.write(f"Entries: {len(alive)}. Pairs that wait for a decision: {LikelyPair.objects.waiting().count()}.")

    def _document(self, organization: Organization) -> document.Document:
        return document_of(organization) if organization.status == Status.UNPUBLISHED else document.read(organization)
