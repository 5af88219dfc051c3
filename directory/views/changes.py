import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.models import Change
from directory.search.query import BadQuery
from directory.views.public import public_page

CHANGES_A_PAGE = 50


@public_page
def change_list(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "").strip()
    changes = Change.objects.select_related("by", "organization")
    if before:
        if not re.fullmatch(r"\d{1,18}", before, re.ASCII):
            raise BadQuery("before", before, "use the number of a change.")
        changes = changes.filter(number__lt=int(before))
    found = list(changes[: CHANGES_A_PAGE + 1])
    older = found[CHANGES_A_PAGE - 1].number if len(found) > CHANGES_A_PAGE else None
    context = {"changes": found[:CHANGES_A_PAGE], "older": older, "is_first": not before}
    return render(request, "directory/change_list.html", context)
