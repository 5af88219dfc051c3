"""One decision about many at once: first tried, leaving nothing behind, and shown; then done to all that were shown, or to none."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from directory.admin import readable
from directory.admin.site import curator_of
from directory.curation.actions import BadDocument, NotAllowed
from directory.models import Curator

MOST_AT_ONCE = 200
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Bulk:
    """A decision that a list offers about what is selected; `{}` in its texts stands for how many there are."""

    action: str
    question: str
    about: str
    button: str
    done: str
    things: tuple[str, str]  # one of them, many of them
    decide: Callable[[Any, Curator, str], object]  # with what the curator typed
    asks: str = ""  # what the curator is to type, as a label; nothing when empty
    must_answer: bool = False
    describe: Callable[[Any], str] = lambda thing: ""

    def count(self, things: list) -> str:
        return f"{len(things)} {self.things[0] if len(things) == 1 else self.things[1]}"

    def carry_out(self, admin: ModelAdmin, request: HttpRequest, chosen: QuerySet) -> HttpResponse | None:
        """Ask, or do what was confirmed; None when the list is to be shown again, with a message."""
        things = list(chosen.order_by("pk")[: MOST_AT_ONCE + 1])
        if len(things) > MOST_AT_ONCE:
            admin.message_user(request, f"Select {MOST_AT_ONCE} at most.", messages.ERROR)
            return None
        text = request.POST.get("text", "").strip()[:LONGEST_TEXT]
        confirmed = request.POST.get("confirmed", "")
        lacks_answer = self.must_answer and not text
        with transaction.atomic():
            trial = self._try(things, curator_of(request), "to be said" if lacks_answer else text)
            is_agreed = bool(trial.fit) and confirmed == trial.mark and not lacks_answer
            if not is_agreed:
                transaction.set_rollback(True)
        if is_agreed:
            admin.message_user(request, self.done.format(self.count(trial.fit)), messages.SUCCESS)
            return None
        return self._page(admin, request, trial, text=text, error="Say why." if confirmed and lacks_answer else "")

    def _try(self, things: list, by: Curator, text: str) -> "Trial":
        """Decide on one after the other, the oldest first."""
        trial = Trial([], [])
        for thing in things:
            try:
                with transaction.atomic():
                    self.decide(thing, by, text)
            except BadDocument as bad:
                trial.unfit.append((thing, " ".join(readable.faults(bad))))
            except NotAllowed as refusal:
                trial.unfit.append((thing, str(refusal)))
            else:
                trial.fit.append(thing)
        return trial

    def _page(self, admin: ModelAdmin, request: HttpRequest, trial: "Trial", *, text: str, error: str) -> TemplateResponse:
        request.current_app = admin.admin_site.name  # the admin's templates read it
        context = {
            **admin.admin_site.each_context(request),
            "title": self.question.format(self.count(trial.fit)),
            "opts": admin.opts,
            "bulk": self,
            "fit": [(thing, self.describe(thing)) for thing in trial.fit],
            "unfit": trial.unfit,
            "button": self.button.format(self.count(trial.fit)),
            "confirmed": trial.mark,
            "text": text,
            "error": error,
            "selected_name": helpers.ACTION_CHECKBOX_NAME,
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/bulk.html", context)


@dataclass(frozen=True)
class Trial:
    """What a decision would do: those it is right for, and those it is not, each with the reason."""

    fit: list[Model]
    unfit: list[tuple[Model, str]]

    @property
    def mark(self) -> str:
        """Tells this outcome from every other: who confirms has seen just these things, as they are now."""
        seen = [f"{thing.pk} {getattr(thing, 'changed_at', '')}" for thing in self.fit]
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()
