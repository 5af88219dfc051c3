"""The pages on which topics are merged and merges undone, and the vocabulary is looked through for what is alike."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from directory.admin.recording import RecordingAdmin
from directory.admin.site import curator_of
from directory.curation import topic_merging, topics
from directory.curation.transitions import NotAllowed
from directory.models import Topic, TopicMerge

MOST_PAIRS = 100
MERGES_SHOWN = 100


class TopicPages(RecordingAdmin):
    """What TopicAdmin shows beside lists and forms; every decision is taken by `directory.curation`."""

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the other topic, read what will move, then merge."""
        source = self._arranged(request, pk)
        context = self._desk_context(request, source, title=f"Merge {source} into another topic")
        into = self._chosen(request)
        context |= {"source": source, "into": into, "others": Topic.objects.in_tree_order().exclude(pk=source.pk)}
        try:
            if into and request.method == "POST":
                return self._merged(request, source, into, context)
            context["plan"] = topic_merging.plan(source, into) if into else None
        except NotAllowed as refusal:
            context["error"] = str(refusal)
        return TemplateResponse(request, "admin/directory/topic/merge.html", context)

    def _chosen(self, request: HttpRequest) -> Topic | None:
        number = request.POST.get("into", "") or request.GET.get("into", "")
        if not number:
            return None
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise Http404("There is no such topic.")
        return get_object_or_404(Topic, pk=number)

    def _merged(self, request: HttpRequest, source: Topic, into: Topic, context: dict[str, Any]) -> HttpResponse:
        plan = topic_merging.plan(source, into)
        if request.POST.get("entries") != str(plan.entries):
            context |= {
                "plan": plan,
                "error": "Entries were changed since: this is what would move now. Look again, then merge.",
            }
            return TemplateResponse(request, "admin/directory/topic/merge.html", context, status=409)
        merge = topic_merging.merge(source, into, by=curator_of(request))
        entries = f"{merge.entries} {'entry' if merge.entries == 1 else 'entries'}"
        self.message_user(
            request, f"“{merge.name}” went into “{into}”, with {entries}. It can be undone here.", messages.SUCCESS
        )
        return redirect("desk:directory_topic_merges")

    @method_decorator(require_safe)
    def merges_view(self, request: HttpRequest) -> HttpResponse:
        """What was merged, and can be taken apart."""
        self._require_change(request)
        merges = TopicMerge.objects.select_related("by", "undone_by").defer("kept", "moved")[:MERGES_SHOWN]
        context = self._desk_context(request, None, title="Merged topics") | {"merges": merges}
        return TemplateResponse(request, "admin/directory/topic/merges.html", context)

    @method_decorator(require_POST)
    def unmerge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._require_change(request)
        merge = get_object_or_404(TopicMerge, pk=pk)
        try:
            topic = topic_merging.unmerge(merge, by=curator_of(request))
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, f"The merge is undone: “{topic}” is back.", messages.SUCCESS)
        return redirect("desk:directory_topic_merges")

    @method_decorator(require_safe)
    def alike_view(self, request: HttpRequest) -> HttpResponse:
        """Topics that may be the same."""
        self._require_change(request)
        pairs = topics.near_identical()
        context = self._desk_context(request, None, title="Topics that look alike") | {
            "pairs": pairs[:MOST_PAIRS],
            "more": max(0, len(pairs) - MOST_PAIRS),
        }
        return TemplateResponse(request, "admin/directory/topic/alike.html", context)

    def _arranged(self, request: HttpRequest, pk: int) -> Topic:
        self._require_change(request)
        topic = self.get_object(request, str(pk))
        if topic is None:
            raise Http404("There is no such topic.")
        return topic

    def _require_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _desk_context(self, request: HttpRequest, topic: Topic | None, *, title: str) -> dict[str, Any]:
        request.current_app = self.admin_site.name
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": topic,
            "title": title,
            "media": self.media,
        }

    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"directory_topic_{name}")

        return [
            page("<int:pk>/merge/", self.merge_view, "merge"),
            page("merges/", self.merges_view, "merges"),
            page("merges/<int:pk>/undo/", self.unmerge_view, "unmerge"),
            page("alike/", self.alike_view, "alike"),
            *super().get_urls(),
        ]
