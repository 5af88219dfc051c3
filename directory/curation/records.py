"""Topics, people and collections, which curators change directly: which change of the public directory that is."""

from dataclasses import dataclass

from directory.curation import actions, audit
from directory.curation.audit import Deed
from directory.models import Change, Collection, Curator, Person, Topic
from directory.models.change import Action

type Thing = Topic | Person | Collection


@dataclass(frozen=True)
class Seen:
    """What the public sees of a thing: whether it does, and where."""

    is_public: bool
    slug: str


# By whether the public saw it before, and sees it now.
WHAT_SAVING_DID = {(False, True): Action.ADDED, (True, True): Action.EDITED, (True, False): Action.REMOVED}
NOTHING = Seen(is_public=False, slug="")


def seen(thing: Thing) -> Seen:
    return Seen(_is_public(thing), thing.slug)


def _is_public(thing: Thing) -> bool:
    if isinstance(thing, Person):
        return Person.objects.public().filter(pk=thing.pk).exists()
    return thing.is_public if isinstance(thing, Collection) else True


def record_saved(thing: Thing, *, before: Seen, by: Curator | None) -> Change | None:
    """Record what saving a thing did to the public directory, in the caller's transaction; None when the public sees none of it."""
    now = seen(thing)
    action = WHAT_SAVING_DID.get((before.is_public, now.is_public))
    if action is None:
        audit.record(Deed.EDITED, by=by, about=thing, detail="not public")
        return None
    return actions.record_edit(thing, by=by, action=action, former_slug=before.slug)


def record_removed(thing: Thing, *, by: Curator | None) -> Change | None:
    """Record that a thing is about to be deleted, in the caller's transaction; None when the public never saw it."""
    if not seen(thing).is_public:
        audit.record(Deed.EDITED, by=by, about=thing, detail="removed, was not public")
        return None
    return actions.record_edit(thing, by=by, action=Action.REMOVED)
