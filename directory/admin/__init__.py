"""The desk: how curators see the directory. Admin classes ask; `directory.curation` decides."""

from directory.admin import (  # noqa: F401  they register
    audit,
    change,
    collection,
    curator,
    importing,
    likely_pair,
    organization,
    person,
    proposed_topic,
    revision,
    topic,
)
from directory.admin.site import desk

__all__ = ["desk"]
