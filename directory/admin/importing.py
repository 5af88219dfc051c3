"""Imports at the desk: a file is sent, its columns are told apart, a dry run is shown, and its rows are taken over."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from directory import licences
from directory.admin import readable
from directory.admin.site import curator_of, desk
from directory.curation.actions import NotAllowed
from directory.curation.document import SHAPE
from directory.exchange import fields, known, uploads
from directory.exchange.columns import BadMapping
from directory.exchange.reading import FORMATS, BadFile
from directory.exchange.values import shown
from directory.models import Import, ImportRow
from directory.models.importing import TAKEN, Outcome, Stage
from directory.models.organization import OWN_LICENCE
from directory.models.vocabulary import Help, NameKind, Network

SAMPLES = 3
ROWS_A_PAGE = 50

FIELD_CHOICES = [
    ("", "— not used —"),
    ("The entry", [(key, "Topics" if key == "topics" else readable.label(key)) for key in SHAPE] + [("id", "Permanent id")]),
    (
        "A channel of its own",
        [*Network.choices, (fields.CHANNEL, "A channel, by its address"), (fields.FEED, "Feed (RSS, Atom)")],
    ),
    ("A page where one can", [(code, label) for code, label in Help.choices]),
    ("Another name", [(f"{code}_name", label.capitalize()) for code, label in NameKind.choices]),
]


class UploadForm(forms.Form):
    file = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ",".join(FORMATS)}),
        help_text="CSV, Excel (.xlsx), JSON or JSON Lines; its encoding and its columns are found out.",
    )
    licence = forms.CharField(
        initial=OWN_LICENCE,
        max_length=50,
        widget=forms.TextInput(attrs={"list": "licences", "class": "vTextField"}),
        help_text="SPDX identifier of the licence under which its texts come.",
    )
    attribution = forms.CharField(
        required=False, max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"}), help_text="Whom it asks to name."
    )
    publishes = forms.ChoiceField(
        label="Rows become",
        choices=[("", "drafts"), ("yes", "public entries")],
        required=False,
        help_text="Nothing is taken over before you have seen what would become of each row.",
    )
    is_strict = forms.BooleanField(label="Refuse rows with topics that we do not have", required=False)

    def __init__(self, *args, may_publish: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["publishes"]

    def clean_licence(self):
        try:
            return licences.identifier(self.cleaned_data["licence"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def asked(self) -> dict[str, Any]:
        said = {key: self.cleaned_data[key] for key in ("licence", "attribution", "is_strict")}
        return said | {"publishes": self.cleaned_data.get("publishes") == "yes"}


@admin.register(Import, site=desk)
class ImportAdmin(admin.ModelAdmin):
    list_display = ["file_name", "stage_mark", "told", "by", "created_at"]
    list_filter = ["stage"]
    list_select_related = ["by"]
    list_per_page = 50

    @admin.display(description="stage", ordering="stage")
    def stage_mark(self, job: Import) -> str:
        return format_html('<span class="desk-mark desk-mark--{}">{}</span>', job.stage, job.get_stage_display())

    @admin.display(description="rows")
    def told(self, job: Import) -> str:
        return job.summary() if job.stage in {Stage.PLANNED, Stage.APPLYING, Stage.DONE} else ""

    # What is allowed: whoever writes drafts imports; only who sent a file decides on it.

    def has_add_permission(self, request) -> bool:
        return request.user.has_perms(["directory.add_organization", "directory.change_organization"])

    def has_module_permission(self, request) -> bool:
        return self.has_add_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return self.has_add_permission(request)

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    # Sending a file

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        may_publish = request.user.has_perm("directory.publish_organization")
        form = UploadForm(request.POST or None, request.FILES or None, may_publish=may_publish)
        if request.method == "POST" and form.is_valid():
            try:
                job = uploads.receive(form.cleaned_data["file"], by=curator_of(request), **form.asked())
                return redirect("desk:directory_import_columns", job.pk)
            except BadFile as error:
                form.add_error("file", str(error))
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
        return self._page(request, "upload", "Import a file", form=form, licences=licences.KNOWN.values())

    # Its columns

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self._found(request, pk)
        chosen = job.fields
        if request.method == "POST":
            chosen = {
                column: field
                for number, column in enumerate(job.columns)
                if (field := (request.POST.get(f"field-{number}", "") or request.POST.get(f"other-{number}", "")).strip())
            }
            try:
                uploads.set_fields(job, chosen, by=curator_of(request))
                return redirect("desk:directory_import_change", pk)
            except (BadMapping, NotAllowed) as error:
                self.message_user(request, str(error), messages.ERROR)
        try:
            rows = self._columns(job, chosen)
        except BadFile:
            self.message_user(request, "The file is not kept any more: send it anew.", messages.ERROR)
            return redirect("desk:directory_import_change", pk)
        return self._page(request, "columns", f"What do the columns of {job} say?", job=job, rows=rows, choices=FIELD_CHOICES)

    def _columns(self, job: Import, chosen: dict[str, str]) -> list[dict[str, Any]]:
        """Each column with some of its cells, and what it says."""
        listed = {code for group, codes in FIELD_CHOICES if isinstance(codes, list) for code, _label in codes}
        samples: dict[str, list[str]] = {column: [] for column in job.columns}
        for number, record in enumerate(uploads.table_of(job).records()):
            for column, cell in record.cells.items():
                if cell not in (None, "", []) and len(samples.get(column, "xxx")) < SAMPLES:
                    samples[column].append(shown(str(cell)))
            if number > 200:
                break
        return [
            {
                "number": number,
                "column": column,
                "samples": samples[column],
                "field": chosen.get(column, "") if chosen.get(column, "") in listed else "",
                "other": chosen.get(column, "") if chosen.get(column, "") not in listed else "",
            }
            for number, column in enumerate(job.columns)
        ]

    # What would become of its rows, and what became of them

    def change_view(self, request, object_id, form_url="", extra_context=None):
        job = self._found(request, object_id)
        if job.stage == Stage.UPLOADED:
            return redirect("desk:directory_import_columns", job.pk)
        counts = job.counts()
        outcome = request.GET.get("outcome", "")
        rows = job.rows.filter(outcome=outcome) if outcome in Outcome.values else job.rows.all()
        page = Paginator(rows.select_related("organization"), ROWS_A_PAGE).get_page(request.GET.get("page"))
        taken = sum(counts[each] for each in TAKEN)
        return self._page(
            request,
            "report",
            str(job),
            job=job,
            counts=counts,
            outcome=outcome,
            page=page,
            pages=page.paginator.get_elided_page_range(page.number),
            rows=[_reported(row, differences) for row, differences in _with_differences(list(page), job)],
            taken=taken,
            steps=(steps := taken * (2 if job.publishes else 1)),
            steps_done=steps - job.rows.steps(publishes=job.publishes),
            is_working=job.stage in {Stage.PLANNING, Stage.APPLYING},
            is_own=job.by_id == request.user.pk,
            may_map=uploads.path_of(job).exists(),
            proposed=job.rows.exclude(topics=[]).count(),
        )

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the rows over, or drop the import."""
        job = self._found(request, pk)
        try:
            if "_discard" in request.POST:
                uploads.discard(job, by=curator_of(request))
                self.message_user(request, f"The import of {job} is dropped; it changed nothing.", messages.SUCCESS)
                return redirect("desk:directory_import_changelist")
            uploads.decide(job, by=curator_of(request))
        except NotAllowed as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect("desk:directory_import_change", pk)

    # What these have in common

    def _found(self, request: HttpRequest, pk: int | str) -> Import:
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = self.get_object(request, str(pk))
        if job is None:
            raise Http404("There is no such import.")
        return job

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/directory/import/{name}.html", whole)

    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"directory_import_{name}")

        return [
            page("<int:pk>/columns/", self.columns_view, "columns"),
            page("<int:pk>/decide/", self.decide_view, "decide"),
            *super().get_urls(),
        ]


def _with_differences(rows: list[ImportRow], job: Import):
    """Each row with what it would change: field, before, after. Nothing once it was taken over, when the entry's history tells."""
    waiting = {row.organization_id for row in rows if row.organization_id and row.document}
    entries = known.entries(waiting) if waiting else {}
    documents = [*(entry.document for entry in entries.values()), *(row.document for row in rows if row.document)]
    topics = readable.topic_names(slug for document in documents for slug in document["topics"])
    for row in rows:
        entry = entries.get(row.organization_id or 0)
        differences = []
        if entry and row.document:
            differences = [
                (readable.label(key), *(readable.lines(key, each[key], topics) for each in (entry.document, row.document)))
                for key in SHAPE
                if entry.document[key] != row.document[key]
            ]
        yield row, differences


def _reported(row: ImportRow, differences: list) -> dict[str, Any]:
    return {
        "row": row,
        "faults": sorted(row.faults.items()),
        "differences": differences,
        "topics": row.topics,
    }
