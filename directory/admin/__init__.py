"""The desk: how curators see the directory. Admin classes ask; `directory.curation` decides."""

from directory.admin.site import desk

__all__ = ["desk"]
