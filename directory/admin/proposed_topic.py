"""Topics that imports have proposed: each becomes a topic, another word for one, or nothing."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import Truncator

from directory.admin.bulk import Bulk
from directory.admin.site import curator_of, desk
from directory.curation import topics
from directory.curation.topics import STRUCTURE, Vocabulary
from directory.curation.transitions import NotAllowed
from directory.models import ProposedTopic, Topic

ENTRIES_SHOWN = 20


PROPOSED = ("proposed topic", "proposed topics")
ACCEPT = Bulk(
    action="accept_selected",
    question="Accept {}?",
    about="Each becomes a cause of its own, and its entries have it.",
    button="Accept {}",
    done="{} accepted.",
    things=PROPOSED,
    decide=lambda proposed, by, text: topics.accept(proposed, by=by),
    describe=lambda proposed: f"for {proposed.used}",
)
REFUSE = Bulk(
    action="refuse_selected",
    question="Refuse {}?",
    about="Its entries lose the word, and no import brings it again.",
    button="Refuse {}",
    done="{} refused.",
    things=PROPOSED,
    decide=lambda proposed, by, text: topics.refuse(proposed, by=by),
    describe=lambda proposed: f"for {proposed.used}",
)


class TopicChoice(forms.ModelChoiceField):
    """A topic of the tree; sub-topics stand in."""

    def label_from_instance(self, topic):
        return f"– {topic}" if topic.parent_id else str(topic)


class DecisionForm(forms.Form):
    parent = TopicChoice(
        Topic.objects.in_tree_order().filter(parent=None),
        required=False,
        empty_label="a cause of its own",
        label="as a new topic, under",
    )
    topic = TopicChoice(Topic.objects.in_tree_order(), required=False, empty_label="—", label="as another word for")


@admin.register(ProposedTopic, site=desk)
class ProposedTopicAdmin(admin.ModelAdmin):
    list_display = ["name", "for_entries", "proposed_at"]
    list_per_page = 100
    search_fields = ["name"]
    actions = ["accept_selected", "refuse_selected"]

    def get_queryset(self, request):
        return ProposedTopic.objects.waiting()

    @admin.display(description="entries", ordering="used")
    def for_entries(self, proposed) -> int:
        return proposed.used

    # What is allowed: whoever arranges topics decides on them.

    def has_module_permission(self, request) -> bool:
        return request.user.has_perm(STRUCTURE)

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.has_perm(STRUCTURE)

    def has_decide_permission(self, request) -> bool:
        return request.user.has_perm(STRUCTURE)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    # Decisions

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposed = self.get_object(request, object_id)
        if proposed is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]  # the stubs lack it
        form = DecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and (done := self._decide(request, proposed, form)):
            self.message_user(request, done, messages.SUCCESS)
            return redirect("desk:directory_proposedtopic_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"“{proposed}”, proposed as a topic",
            "original": proposed,
            "form": form,
            "near": Vocabulary().near(proposed.name),
            "entries": proposed.organizations.order_by("name", "pk")[:ENTRIES_SHOWN],
            "more": max(0, proposed.used - ENTRIES_SHOWN),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/directory/proposedtopic/decide.html", context)

    def _decide(self, request, proposed: ProposedTopic, form: DecisionForm) -> str:
        """What was done, in words; nothing when it was refused, and the form says why."""
        name, by = Truncator(proposed.name).chars(60), curator_of(request)
        topic, parent = form.cleaned_data["topic"], form.cleaned_data["parent"]
        try:
            if "_refuse" in request.POST:
                topics.refuse(proposed, by=by)
                return f"“{name}” is refused; no import brings it again."
            if "_synonym" in request.POST and topic is None:
                form.add_error("topic", "Say which topic it is another word for.")
            elif "_synonym" in request.POST:
                topics.accept_as_synonym(proposed, topic, by=by)
                return f"“{name}” is another word for “{topic}”; its entries have that topic."
            elif "_accept" in request.POST:
                topics.accept(proposed, parent=parent, hue=parent.hue if parent else 1, by=by)
                return f"“{name}” is a topic; its entries have it."
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        return ""

    @admin.action(description="Accept the selected as causes of their own", permissions=["decide"])
    def accept_selected(self, request, queryset):
        return ACCEPT.carry_out(self, request, queryset)

    @admin.action(description="Refuse the selected", permissions=["decide"])
    def refuse_selected(self, request, queryset):
        return REFUSE.carry_out(self, request, queryset)
