from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from directory.models import Organization, Person, Role
from directory.rendering.addresses import plain_address
from directory.rendering.pagination import page_links
from directory.views.pagination import page_after
from directory.views.public import public_page

PEOPLE_A_PAGE = 100


def with_roles(people: QuerySet[Person]) -> QuerySet[Person]:
    """People with their roles in published entries."""
    roles = Role.objects.filter(organization__in=Organization.objects.published()).select_related("organization")
    return people.prefetch_related(Prefetch("roles", roles.order_by("organization__name", "position", "id")))


@public_page
def person_list(request: HttpRequest) -> HttpResponse:
    page = page_after(request, with_roles(Person.objects.public()), ("sort_name", "slug"), PEOPLE_A_PAGE)
    pages = page_links(plain_address("person_list"), next=page.next)
    return render(request, "directory/person_list.html", {"page": page, "pages": pages})


@public_page
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    person = get_object_or_404(with_roles(Person.objects.public()).prefetch_related("sources"), slug=slug)
    return render(request, "directory/person_detail.html", {"person": person})
