"""The pages of one entry at the desk: its form, preview, history, and the decisions about it."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import get_text_list
from django.views.decorators.http import require_POST, require_safe

from directory.admin import editing, readable
from directory.admin.editing import NEED_PERMISSION, Conflict, Edit, MayBeThere, NothingChanged, Wish
from directory.admin.likely import shown
from directory.admin.organization_form import EntryForm
from directory.admin.site import curator_of
from directory.curation import actions, compare, document, wording
from directory.curation.actions import BadDocument, NotAllowed
from directory.curation.document import SHAPE
from directory.models import InternalNote, Organization, Revision, State, Status
from directory.models.whole import whole
from directory.rendering.entry import entry_preview
from directory.search.index import Index
from directory.views.organizations import near
from directory.views.public import current_index
from directory.views.structured import organization_jsonld

NUMBER = re.compile(r"[0-9]{1,18}")
REVISIONS_A_PAGE = 50
COMPARED = ("facts", "links", "sources")  # what someone may have compared who finds an entry still right
LONGEST_TYPING, MOST_TYPINGS = 50, 20
DONE = {
    Wish.SAVE: "“{}” is saved as a draft. The public does not see it yet.",
    Wish.REVIEW: "“{}” is handed in: an editor will look at it.",
    Wish.PUBLISH: "“{}” is published.",
}


class OrganizationPages(admin.ModelAdmin):
    """What OrganizationAdmin shows of one entry; every decision is taken by `directory.curation`."""

    # The form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        organization = self._organization(request, object_id)
        if isinstance(organization, HttpResponse):
            return organization
        may_edit = self.has_change_permission(request, organization) if organization else self.has_add_permission(request)
        if not may_edit and (organization is None or not self.has_view_permission(request, organization)):
            raise PermissionDenied
        if request.method == "POST":
            if not may_edit:
                raise PermissionDenied
            return self._take(request, organization)
        return self._show(request, organization, self._form(organization, is_frozen=not may_edit), may_edit=may_edit)

    def _organization(self, request, object_id) -> Organization | None | HttpResponse:
        if object_id is None:
            return None
        organization = self.get_object(request, object_id)
        return organization or self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]  # the stubs lack it

    def _form(self, organization: Organization | None, *, is_frozen: bool = False) -> EntryForm:
        if organization is None:
            return EntryForm()
        return EntryForm(
            organization=organization,
            shown=self._document(organization),
            seen=editing.token(organization),
            is_frozen=is_frozen,
        )

    def _document(self, organization: Organization) -> document.Document:
        revision = editing.shown_revision(organization)
        if revision and revision.state != State.PUBLISHED:
            return revision.document
        return document.read(Organization.objects.with_page_data().get(pk=organization.pk))

    def _take(self, request: HttpRequest, organization: Organization | None) -> HttpResponse:
        """What a press of a button brings: the next page, or the form again with all that was typed."""
        entry = EntryForm(organization=organization, data=request.POST, files=request.FILES)
        wish = next((wish for wish in Wish if wish in request.POST), Wish.SAVE)
        conflict, likely = None, []
        if entry.is_valid():
            typed = entry.fields.cleaned_data
            try:
                edit = Edit(
                    document=self._chosen(request, organization, entry),
                    wish=wish,
                    by=curator_of(request),
                    message=typed["message"],
                    publish_at=typed["publish_at"],
                    seen=typed["seen"],
                    on_top_of=typed["on_top_of"],
                    another_than=typed["another_than"],
                )
                return self._done(request, edit.carry_out(organization), wish)
            except NothingChanged as unchanged:
                return self._nothing_changed(request, unchanged.organization, wish)
            except BadDocument as bad:
                entry.show(bad)
            except NotAllowed as refusal:
                entry.fields.add_error(None, str(refusal))
            except Conflict as found:
                conflict = found
            except MayBeThere as found:
                likely = [shown(each) for each in found.likely]
        status = 409 if conflict or likely else 200
        return self._show(request, organization, entry, conflict=conflict, likely=likely, may_edit=True, status=status)

    def _chosen(self, request: HttpRequest, organization: Organization | None, entry: EntryForm) -> document.Document:
        """What was typed; after a conflict, with those fields of the other version that the curator takes over."""
        typed, other = entry.document(), request.POST.get("theirs", "")
        if organization is None or not entry.fields.cleaned_data["on_top_of"] or not NUMBER.fullmatch(other):
            return typed
        theirs = get_object_or_404(organization.revisions, pk=other)
        return compare.combine(typed, theirs.document, [key for key in SHAPE if request.POST.get(f"take-{key}") == "theirs"])

    def _done(self, request: HttpRequest, revision: Revision, wish: Wish) -> HttpResponse:
        self._forget_typing(request)
        if wish == Wish.PREVIEW:
            return redirect("desk:directory_organization_preview", revision.organization_id)
        name = revision.document["name"]
        if wish == Wish.SCHEDULE:
            message = f"“{name}” will be published on {revision.publish_at:%-d %B %Y at %H:%M} UTC."
        else:
            message = DONE[wish].format(name)
        self.message_user(request, message, messages.SUCCESS)
        return redirect("desk:directory_organization_change", revision.organization_id)

    def _forget_typing(self, request: HttpRequest) -> None:
        """Tell the browser, by the next form, that it need not keep what was typed: static/js/desk-autosave.js asks."""
        if typing := request.POST.get("typing", "")[:LONGEST_TYPING]:
            request.session["saved_typing"] = [*request.session.get("saved_typing", []), typing][-MOST_TYPINGS:]

    def _nothing_changed(self, request: HttpRequest, organization: Organization, wish: Wish) -> HttpResponse:
        self._forget_typing(request)
        if wish == Wish.PREVIEW:
            return redirect("desk:directory_organization_preview", organization.pk)
        self.message_user(request, "Nothing was changed: the public sees this already.", messages.INFO)
        return redirect("desk:directory_organization_change", organization.pk)

    def _show(
        self,
        request: HttpRequest,
        organization: Organization | None,
        entry: EntryForm,
        *,
        may_edit: bool,
        conflict: Conflict | None = None,
        likely: Sequence[dict[str, Any]] = (),
        status: int = 200,
    ) -> TemplateResponse:
        shown = editing.shown_revision(organization) if organization else None
        name = shown.document.get("name") if shown else ""
        context = {
            **self._context(request, organization, title=name or (str(organization) if organization else "Add an entry")),
            "entry": entry,
            "errors": entry.error_count if entry.fields.is_bound else 0,
            "add": organization is None,
            "likely": likely,
            "change": organization is not None,
            "may_edit": may_edit,
            "wishes": [wish for wish in Wish if wish not in NEED_PERMISSION or self.has_publish_permission(request)],
            "typing": request.POST.get("typing", "")[:LONGEST_TYPING],
            "saved_typing": request.session.get("saved_typing", []),
        }
        if organization:
            context |= self._standing(request, organization, shown)
            if not entry.fields.is_bound and may_edit and (published_since := editing.unseen(organization, shown)):
                conflict = Conflict(published_since)
        if organization and conflict:
            context["conflict"] = self._comparison(organization, entry, conflict.other)
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/directory/organization/change_form.html", context, status=status)

    def _standing(self, request: HttpRequest, organization: Organization, shown: Revision | None) -> dict[str, Any]:
        """Where the entry stands in the workflow, and what is said of it among curators."""
        opened = organization.revisions.open().select_related("author")
        is_open = shown is not None and shown in opened
        return {
            "revision": shown if is_open else None,
            "is_own_draft": is_open and shown is not None and shown.author == request.user,
            "published": actions.published_revision(organization),
            "other_drafts": [revision for revision in opened if revision != shown],
            "todo": self._todo(organization, shown) if shown and is_open else [],
            "notes": organization.internal_notes.select_related("author").order_by("-pk"),
            "is_public": organization.status == Status.PUBLISHED,
            "proposed_topics": organization.proposed_topics.all(),
            "may_publish": self.has_publish_permission(request),
        }

    def _todo(self, organization: Organization, revision: Revision) -> list[str]:
        """What keeps a draft from being published."""
        try:
            document.check(revision.document, onto=organization)
        except BadDocument as bad:
            return readable.faults(bad)
        return []

    def _comparison(self, organization: Organization, entry: EntryForm, other: Revision) -> dict[str, Any]:
        """Theirs beside yours, and what each made of the version before."""
        token = editing.token(organization)
        if entry.fields.is_bound:
            yours, seen = entry.document(), entry.fields.cleaned_data["seen"]
        else:
            yours, seen = self._document(organization), token
        base = editing.common(organization, seen, other)
        return {
            "other": other,
            "who": other.author or "The system",
            "choices": wording.shown_choices(compare.choices(base, other.document, yours)),
            "token": token,
        }

    # Looking at it

    @method_decorator(require_safe)
    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The public page as it will be: written, shown and rolled back."""
        organization = self._seen(request, pk)
        proposed = self._document(organization)
        if number := request.GET.get("revision", ""):
            revisions = organization.revisions.filter(pk=number) if number.isdecimal() else Revision.objects.none()
            proposed = get_object_or_404(revisions).document
        index = current_index(request)  # before anything is written: it is kept for visitors
        try:
            with transaction.atomic():
                response = self._page_of(request, organization, proposed, index)
                transaction.set_rollback(True)
        except BadDocument as bad:
            missing = " ".join(readable.faults(bad))
            self.message_user(request, f"There is no preview yet, since the entry is not complete. {missing}", messages.WARNING)
            return redirect("desk:directory_organization_change", pk)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _page_of(
        self, request: HttpRequest, organization: Organization, proposed: document.Document, index: Index
    ) -> HttpResponse:
        document.write(proposed, onto=Organization.objects.select_for_update().get(pk=organization.pk))
        written = whole(Organization.objects.filter(pk=organization.pk))
        written.status = Status.PUBLISHED
        written.published_at = written.published_at or timezone.now()
        page = entry_preview(
            written,
            near=near(index, written),
            said=organization_jsonld(written),
            desk_address=reverse("desk:directory_organization_change", args=[organization.pk]),
        )
        return HttpResponse(page)

    @method_decorator(require_safe)
    def revisions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        organization = self._seen(request, pk)
        revisions = organization.revisions.select_related("author", "decided_by")
        if NUMBER.fullmatch(before := request.GET.get("before", "")):
            revisions = revisions.filter(pk__lt=before)
        found = list(revisions[: REVISIONS_A_PAGE + 1])
        context = self._context(request, organization, title=f"History of {organization}") | {
            "revisions": found[:REVISIONS_A_PAGE],
            "older": found[REVISIONS_A_PAGE - 1].pk if len(found) > REVISIONS_A_PAGE else None,
            "is_first": not before,
            "changes": organization.changes.select_related("by")[:100],
        }
        return TemplateResponse(request, "admin/directory/organization/history.html", context)

    @method_decorator(require_safe)
    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two revisions that were chosen from the history: the page of the one, compared with the other."""
        organization = self._seen(request, pk)
        before, after = request.GET.get("before", ""), request.GET.get("after", "")
        chosen = [number for number in (before, after) if NUMBER.fullmatch(number)]
        if organization.revisions.filter(pk__in=chosen).count() != 2:
            return self._back(request, organization, "Choose two revisions to compare.", messages.WARNING)
        return redirect(f"{reverse('desk:directory_revision_change', args=[after])}?with={before}")

    # Decisions

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        organization = self._seen(request, pk)
        self._require_publish(request)
        context = self._context(request, organization, title=f"Withdraw {organization}?")
        if request.method == "POST":
            context["because"] = because = request.POST.get("because", "")
            try:
                actions.withdraw(organization, because=because, by=curator_of(request))
            except NotAllowed as refusal:
                context["error"] = str(refusal)
            else:
                return self._back(request, organization, f"“{organization}” is withdrawn. Its address says why.")
        return TemplateResponse(request, "admin/directory/organization/withdraw.html", context)

    @method_decorator(require_POST)
    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        organization = self._seen(request, pk)
        self._require_publish(request)
        return self._decide(
            request,
            organization,
            lambda: actions.restore(organization, by=curator_of(request)),
            f"“{organization}” is public again.",
        )

    @method_decorator(require_POST)
    def verify_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        organization = self._seen(request, pk)
        if not self.has_change_permission(request, organization):
            raise PermissionDenied
        compared = [word for word in COMPARED if word in request.POST.getlist("checked")]
        message = get_text_list(compared, "and").capitalize()
        done = f"“{organization}” is marked as checked today."
        response = self._decide(
            request, organization, lambda: actions.verify(organization, by=curator_of(request), message=message), done
        )
        return redirect("desk:index") if request.POST.get("from") == "today" else response

    @method_decorator(require_POST)
    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep a note among curators; it never becomes public."""
        organization = self._seen(request, pk)
        if not self.has_change_permission(request, organization):
            raise PermissionDenied
        text = request.POST.get("text", "").replace("\0", "").strip()
        if text:
            InternalNote.objects.create(organization=organization, author=curator_of(request), text=text)
            return self._back(request, organization, "The note is kept.", fragment="#notes")
        return self._back(request, organization, "The note was empty.", messages.WARNING, fragment="#notes")

    # What these have in common

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm("directory.publish_organization")

    def _seen(self, request: HttpRequest, pk: int) -> Organization:
        organization = self.get_object(request, str(pk))
        if organization is None:
            raise Http404("There is no such entry.")
        if not self.has_view_permission(request, organization):
            raise PermissionDenied
        return organization

    def _require_publish(self, request: HttpRequest) -> None:
        if not self.has_publish_permission(request):
            raise PermissionDenied

    def _decide(self, request: HttpRequest, organization: Organization, decision, done: str) -> HttpResponse:
        try:
            decision()
        except NotAllowed as refusal:
            return self._back(request, organization, str(refusal), messages.ERROR)
        return self._back(request, organization, done)

    def _back(
        self,
        request: HttpRequest,
        organization: Organization,
        message: str,
        level: int = messages.SUCCESS,
        fragment: str = "",
    ) -> HttpResponseRedirect:
        self.message_user(request, message, level)
        return redirect(reverse("desk:directory_organization_change", args=[organization.pk]) + fragment)

    def _context(self, request: HttpRequest, organization: Organization | None, *, title: str) -> dict[str, Any]:
        request.current_app = self.admin_site.name
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": organization,
            "title": title,
            "media": self.media,
            "has_view_permission": self.has_view_permission(request, organization),
            "may_publish": self.has_publish_permission(request),
        }
