from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router

from directory.api.answers import addresses, answer, listed, reading
from directory.api.pages import page_of
from directory.api.parameters import PLAIN_LIST, SLUG
from directory.api.shapes import Person, PersonPage, RoleOfPerson, Source
from directory.models import Person as PersonRow
from directory.views.people import with_roles

router = Router(tags=["People"])


@reading(router, "people", name="api_person_list", shape=PersonPage, of=Person, parameters=PLAIN_LIST)
def api_person_list(request: HttpRequest) -> HttpResponse:
    """The people behind published entries, by name."""
    page = page_of(public_people(), request.GET, {"sort_name": str, "slug": str}, reverse("directory:api_person_list"))
    page["results"] = [person_shape(person) for person in page["results"]]
    return answer(request, PersonPage.model_validate(listed(request, **page)), of=Person)


@reading(router, "people/{unicode_slug:slug}", name="api_person_detail", shape=Person, of=Person, also=(404,))
def api_person_detail(request: HttpRequest, slug: str = SLUG) -> HttpResponse:
    """One person."""
    return answer(request, person_shape(get_object_or_404(public_people(), slug=slug)), of=Person)


def public_people():
    """People with all that their shape says."""
    return with_roles(PersonRow.objects.public()).prefetch_related("sources")


def person_shape(person: PersonRow) -> Person:
    """Someone with their roles in published entries; no query after public_people()."""
    return Person(
        slug=person.slug,
        name=person.name,
        about=person.about,
        own_page=person.url,
        roles=[
            RoleOfPerson(
                organization=role.organization.slug,
                name=role.organization.name,
                role=role.role,
                began=role.began,
                ended=role.ended,
            )
            for role in person.roles.all()
        ],
        sources=[Source(url=each.url, title=each.title, supports=each.supports) for each in person.sources.all()],
        **addresses("directory:person_detail", "directory:api_person_detail", person.slug),
    )
