"""The desk: how curators see the directory. Admin classes ask; `directory.curation` decides."""

from directory.admin import audit, change, collection, curator, organization, person, revision, topic  # noqa: F401  they register
from directory.admin.site import desk

__all__ = ["desk"]
