"""The pages on which two entries are compared, and become one: likely duplicates, the merge, and its undo."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from directory.admin import readable
from directory.admin.fields import EntryField
from directory.admin.likely import shown
from directory.admin.organization_pages import OrganizationPages
from directory.admin.site import curator_of
from directory.curation import document, duplicates, merging, uniting
from directory.curation.actions import BadDocument, NotAllowed, OutOfDate
from directory.curation.merging import EditedSince
from directory.models import Merge, Organization, Status
from directory.text import UNSTORABLE

LONGEST_TYPED = 1000
PICK = "pick-"
EDITS_ENTRIES = ("directory.add_organization", "directory.change_organization")


class MergePages(OrganizationPages):
    """What OrganizationAdmin shows of two entries; every decision is taken by `directory.curation`."""

    @method_decorator(require_safe)
    def likely_view(self, request: HttpRequest) -> JsonResponse:
        """Entries that may be what is being typed, for static/js/desk-likely.js."""
        if not any(request.user.has_perm(permission) for permission in EDITS_ENTRIES):
            raise PermissionDenied
        urls = [url[:LONGEST_TYPED] for url in request.GET.getlist("url")[:20]]
        typed = document.normal(
            {
                "name": request.GET.get("name", "")[:LONGEST_TYPED],
                "channels": [{"network": "website", "url": url} for url in urls],
            }
        )
        return JsonResponse({"likely": [shown(likely) for likely in duplicates.find(typed)]})

    # The merge

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the other entry, then what the one entry says; or say that the two are not the same."""
        source = self._seen(request, pk)
        context = self._context(request, source, title=f"Merge {source} into another entry")
        try:
            into = self._target(request)
        except ValidationError as error:
            into, context["error"] = None, " ".join(error.messages)
        if into is None or into.pk == source.pk:
            return self._choose(request, source, context)
        if request.method == "POST":
            return self._decided(request, source, into)
        return self._compare(request, source, into)

    def _target(self, request: HttpRequest) -> Organization | None:
        typed = request.POST.get("into", "") or request.GET.get("into", "")
        if UNSTORABLE.search(typed):
            raise ValidationError("Control characters cannot be searched for: type the text anew.")
        return EntryField(model_name="relation", field_name="other", required=False).clean(typed[:LONGEST_TYPED])

    def _choose(self, request: HttpRequest, source: Organization, context: dict[str, Any]) -> HttpResponse:
        found = duplicates.find(merging.document_of(source), but=source)
        field = EntryField(model_name="relation", field_name="other", required=False)
        context |= {
            "likely": [{**shown(each), "slug": each.organization.slug} for each in found],
            "field": field.widget.render("into", request.GET.get("into", ""), {"id": "id_into"}),
        }
        return TemplateResponse(request, "admin/directory/organization/merge_choose.html", context)

    def _decided(self, request: HttpRequest, source: Organization, into: Organization) -> HttpResponse:
        if "_different" in request.POST:
            return self._different(request, source, into)
        self._require_publish(request)
        picks = {name.removeprefix(PICK): request.POST.getlist(name) for name in request.POST if name.startswith(PICK)}
        chosen = uniting.united(merging.document_of(source), merging.document_of(into), picks)
        message, seen = request.POST.get("message", "")[:300], request.POST.get("seen", "")
        try:
            merging.merge(source, into, chosen=chosen, by=curator_of(request), message=message, seen=seen or "-")
        except BadDocument as bad:
            return self._compare(request, source, into, picks=picks, errors=readable.faults(bad))
        except OutOfDate as stale:
            return self._compare(request, source, into, picks=picks, errors=[str(stale)], status=409)
        except NotAllowed as refusal:
            return self._compare(request, source, into, picks=picks, errors=[str(refusal)])
        return self._back(
            request, into, f"“{source}” went into “{into}”. Its address leads here; it can be undone from its page."
        )

    def _different(self, request: HttpRequest, source: Organization, into: Organization) -> HttpResponse:
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        duplicates.dismiss(source, into, by=curator_of(request))
        self.message_user(request, f"“{source}” and “{into}” are remembered as two.")
        return redirect("desk:directory_likelypair_changelist")

    def _compare(
        self,
        request: HttpRequest,
        source: Organization,
        into: Organization,
        *,
        picks: dict[str, list[str]] | None = None,
        errors: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        theirs, ours = merging.document_of(source), merging.document_of(into)
        topics = readable.topic_names([*theirs["topics"], *ours["topics"]])
        context = self._context(request, source, title=f"Merge {source} into {into}") | {
            "source": source,
            "into": into,
            "questions": [_question(each, picks, topics) for each in uniting.questions(theirs, ours)],
            "touched": merging.touched(source, into),
            "seen": merging.token(source, into),
            "message": request.POST.get("message", ""),
            "errors": errors or [],
            "drafts": [each for each in (source, into) if each.status != Status.UNPUBLISHED and each.revisions.open().exists()],
            "swapped": f"{reverse('desk:directory_organization_merge', args=[into.pk])}?into={source.slug}",
            "may_edit": self.has_change_permission(request, source),
        }
        return TemplateResponse(request, "admin/directory/organization/merge.html", context, status=status)

    # The undo

    def unmerge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self._seen(request, pk)
        self._require_publish(request)
        standing = merging.standing_merge(source)
        context = self._context(request, source, title=f"Undo the merge of {source}?")
        if request.method == "POST":
            try:
                merging.unmerge(source, by=curator_of(request), leave_target="_leave" in request.POST)
            except EditedSince:
                pass  # the page says what would be lost, and offers the other way
            except NotAllowed as refusal:
                context["error"] = str(refusal)
            else:
                return self._back(request, source, f"The merge is undone: “{source}” is back.")
        context |= {"merge": standing, "lost": _lost(standing) if standing else []}
        return TemplateResponse(request, "admin/directory/organization/unmerge.html", context)


def _question(question: uniting.Question, picks: dict[str, list[str]] | None, topics: dict[str, str]) -> dict[str, Any]:
    """A field in which the two differ, as the page asks for it."""
    asked = None if picks is None or (not question.is_list and question.key not in picks) else picks.get(question.key, [])
    options = [
        {
            "value": option.name,
            "side": option.side,
            "id": f"id_{question.key}_{option.name.replace(':', '_')}",
            "lines": readable.lines(question.key, [option.value] if question.is_list else option.value, topics),
            "is_chosen": option.is_suggested if asked is None else option.name in asked,
        }
        for option in question.options
    ]
    return {
        "key": question.key,
        "name": f"{PICK}{question.key}",
        "label": readable.label(question.key),
        "is_list": question.is_list,
        "sides": [[option for option in options if option["side"] == side] for side in (uniting.INTO, uniting.SOURCE)],
    }


def _lost(merge: Merge) -> list[str]:
    if merge.into.status != Status.PUBLISHED:
        return [f"that it is {merge.into.get_status_display()}"]
    return [readable.label(key) for key in merging.lost_by_undoing(merge)]
