"""Exports from the desk: the public directory, or a part of it, as a file."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from directory.admin.site import curator_of
from directory.curation import audit
from directory.exchange import exporting
from directory.exchange.exporting import CannotExport
from directory.search.query import BadQuery

LABELS = {".csv": "CSV", ".xlsx": "Excel", ".json": "JSON", ".jsonl": "JSON Lines"}


class ExportForm(forms.Form):
    format = forms.ChoiceField(choices=list(LABELS.items()), initial=".xlsx")
    query = forms.CharField(
        required=False,
        max_length=2000,
        label="Which entries",
        widget=forms.TextInput(attrs={"class": "vTextField", "placeholder": "topic=education&country=KE"}),
        help_text="As in the address of the listing, after the question mark. Nothing: all that is public.",
    )

    def clean_query(self) -> str:
        query = self.cleaned_data["query"].strip().partition("?")[2] or self.cleaned_data["query"].strip()
        try:
            exporting.count(query)
        except BadQuery as bad:
            raise forms.ValidationError(str(bad)) from bad
        return query


class ExportPage(admin.ModelAdmin):
    """What OrganizationAdmin shows of exports."""

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ExportForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._file(request, form.cleaned_data["format"], form.cleaned_data["query"])
            except CannotExport as error:
                form.add_error(None, str(error))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Export the directory",
            "form": form,
            "count": exporting.count(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/directory/organization/export.html", context)

    def _file(self, request: HttpRequest, suffix: str, query: str) -> FileResponse:
        """Write the export whole before the first byte is sent, so that a fault is a message and no half file."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"organizations{suffix}"
            exporting.write(path, exporting.entries(query))
            with transaction.atomic():
                told = f"{exporting.count(query)} organizations as {LABELS[suffix]}" + (f": {query}" if query else "")
                audit.record(audit.Deed.EXPORTED, by=curator_of(request), detail=told)
            file = path.open("rb")  # it stays readable after its folder is gone
        return FileResponse(file, as_attachment=True, filename=path.name, content_type=exporting.FORMATS[suffix])
