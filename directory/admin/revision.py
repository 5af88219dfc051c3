"""Revisions at the desk: read, published or refused, never written."""

import re
from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from directory.admin import readable
from directory.admin.bulk import Bulk
from directory.admin.site import curator_of, desk
from directory.curation import actions, compare, history, wording
from directory.curation.actions import BadDocument, NotAllowed
from directory.models import Curator, Revision, State
from directory.models.revision import OPEN_STATES

NUMBER = re.compile(r"[0-9]{1,18}")
SHOWN = 100  # of the other revisions to compare with


def _heading(request, revision: Revision) -> str:
    """What the comparison of a revision's page shows."""
    if request.GET.get("with"):
        return "What is different"
    if revision.state == State.REFUSED:
        return "What it would have changed"
    return "What it would change" if revision.state in OPEN_STATES else "What it changed"


def _what_it_changes(revision: Revision) -> str:
    if revision.based_on is None:
        return "a new entry"
    return "changes " + ", ".join(map(wording.label, compare.changed_keys(revision.based_on.document, revision.document)))


REVISIONS = ("revision", "revisions")
PUBLISH = Bulk(
    action="publish_selected",
    question="Publish {}?",
    about="The public sees them with the next request.",
    button="Publish {}",
    done="{} published.",
    things=REVISIONS,
    decide=lambda revision, by, text: actions.publish(revision, by=by),
    describe=_what_it_changes,
)
REFUSE = Bulk(
    action="refuse_selected",
    question="Refuse {}?",
    about="They stay in the history, and their authors can take them up again.",
    button="Refuse {}",
    done="{} refused.",
    things=REVISIONS,
    decide=lambda revision, by, note: actions.move(revision, State.REFUSED, by=by, note=note),
    asks="Why, for their authors",
    describe=_what_it_changes,
)


@admin.register(Revision, site=desk)
class RevisionAdmin(admin.ModelAdmin):
    list_display = ["number", "entry", "state_mark", "author", "origin", "message", "changed_at"]
    list_filter = ["state", "origin", ("author", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["organization__name", "message"]
    search_help_text = "By name of the entry, or message."
    list_select_related = ["organization", "author"]
    list_per_page = 50
    ordering = ["-pk"]
    actions = ["publish_selected", "refuse_selected"]

    @admin.display(description="number", ordering="pk")
    def number(self, revision: Revision) -> int:
        return revision.pk

    @admin.display(description="entry", ordering="organization__name")
    def entry(self, revision: Revision) -> str:
        address = reverse("desk:directory_organization_change", args=[revision.organization_id])
        return format_html('<a href="{}">{}</a>', address, revision.document.get("name") or revision.organization)

    @admin.display(description="state", ordering="state")
    def state_mark(self, revision: Revision) -> str:
        return format_html('<span class="desk-mark desk-mark--{}">{}</span>', revision.state, revision.get_state_display())

    # What is allowed: whoever sees entries sees their revisions.

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("directory.view_organization") or request.user.has_perm("directory.change_organization")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm("directory.publish_organization")

    # Actions

    @admin.action(description="Publish selected revisions", permissions=["publish"])
    def publish_selected(self, request, queryset):
        return PUBLISH.carry_out(self, request, queryset.select_related("based_on"))

    @admin.action(description="Refuse selected revisions", permissions=["publish"])
    def refuse_selected(self, request, queryset):
        return REFUSE.carry_out(self, request, queryset.select_related("based_on"))

    # One revision

    def change_view(self, request, object_id, form_url="", extra_context=None):
        revision = self._found(request, object_id)
        other = self._other(request, revision)
        comparison = compare.compare(other.document if other else {}, revision.document)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(revision),
            "revision": revision,
            "organization": revision.organization,
            "entry": readable.entry(revision.document),
            "other": other,
            "others": self._siblings(revision)[:SHOWN],
            "differences": wording.shown(comparison),
            "heading": _heading(request, revision),
            "is_open": revision.state in OPEN_STATES,
            "is_own_draft": revision.author == request.user and revision.state in {State.DRAFT, State.IN_REVIEW},
            "is_public": revision == actions.published_revision(revision.organization),
            "may_edit": request.user.has_perm("directory.change_organization"),
            "may_publish": self.has_publish_permission(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/directory/revision/document.html", context)

    def _siblings(self, revision: Revision) -> QuerySet[Revision]:
        return revision.organization.revisions.exclude(pk=revision.pk).select_related("author")

    def _other(self, request, revision: Revision) -> Revision | None:
        """What it is compared with: the one asked for, else what is public if it may yet replace that, else what was before it."""
        if asked := request.GET.get("with", ""):
            siblings = self._siblings(revision)
            return get_object_or_404(siblings.filter(pk=asked) if NUMBER.fullmatch(asked) else siblings.none())
        published = actions.published_revision(revision.organization)
        return published if published and revision.state in OPEN_STATES else history.predecessor(revision)

    def _found(self, request, object_id) -> Revision:
        revision = self.get_object(request, str(object_id))
        if revision is None:
            raise Http404("There is no such revision.")
        if not self.has_view_permission(request, revision):
            raise PermissionDenied
        return revision

    @method_decorator(require_POST)
    def decide_view(self, request, pk: int):
        """Publish, refuse, discard or restore this one revision."""
        revision = self._found(request, pk)
        button = next((name for name in DECISIONS if name in request.POST), "")
        if not button:
            raise BadRequest("No decision was sent.")
        if button in EDITORS_ONLY and not self.has_publish_permission(request):
            raise PermissionDenied
        note = request.POST.get("note", "").replace("\0", "").strip()[:300]
        try:
            done, level = DECISIONS[button](revision, curator_of(request), note), messages.SUCCESS
        except BadDocument as bad:
            done, level = " ".join(readable.faults(bad)), messages.ERROR
        except NotAllowed as refusal:
            done, level = str(refusal), messages.ERROR
        self.message_user(request, done, level)
        return redirect("desk:directory_revision_change", pk)

    def get_urls(self):
        decide = path("<int:pk>/decide/", self.admin_site.admin_view(self.decide_view), name="directory_revision_decide")
        return [decide, *super().get_urls()]


# What the buttons of a revision's page do; each says what was done.


def _publish(revision: Revision, by: Curator, note: str) -> str:
    actions.publish(revision, by=by)
    return f"“{revision.document['name']}” is published."


def _refuse(revision: Revision, by: Curator, note: str) -> str:
    actions.move(revision, State.REFUSED, by=by, note=note)
    return "The revision is refused."


def _discard(revision: Revision, by: Curator, note: str) -> str:
    actions.move(revision, State.REFUSED, by=by, note=note or "Discarded by its author.")
    return "Your draft is discarded. It stays in the history, and can be restored from there."


def _restore(revision: Revision, by: Curator, note: str) -> str:
    restored = history.bring_back(revision, by=by)
    return f"It is a draft again, as revision {restored.pk}. The public does not see it yet."


def _restore_and_publish(revision: Revision, by: Curator, note: str) -> str:
    restored = history.bring_back(revision, by=by, is_published=True)
    return f"The public sees this version again, as revision {restored.pk}."


DECISIONS: dict[str, Callable[[Revision, Curator, str], str]] = {
    "_publish": _publish,
    "_refuse": _refuse,
    "_discard": _discard,
    "_restore": _restore,
    "_restore_and_publish": _restore_and_publish,
}
EDITORS_ONLY = {"_publish", "_refuse", "_restore_and_publish"}
