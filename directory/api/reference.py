"""The API described: the OpenAPI document, and a page made from it to read and to try the operations."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from directory.api.answers import JSON, PROBLEM, open_data
from directory.api.shapes import Problem
from directory.api.v1 import api
from directory.models import Collection, Organization, Person, Topic
from directory.views.public import public_page

DESCRIPTION = """\
Organizations, companies, conferences and blogs for social change, chosen and checked by curators. Read-only, without a key.
The texts are CC BY 4.0 unless an entry says otherwise in `licence` and `attribution`.\
"""


@cache
def openapi_document() -> dict[str, Any]:
    """OpenAPI 3.1: what ninja knows of the operations, with the media type of problems, and the header that all answers have."""
    described = api.get_openapi_schema(path_prefix="/api/v1/")
    described["info"] |= {
        "description": DESCRIPTION,
        "license": {"name": "Creative Commons Attribution 4.0", "identifier": "CC-BY-4.0"},
    }
    described["servers"] = [{"url": settings.SITE_URL}]
    etag = {"description": "The version of the directory that this answers from.", "schema": {"type": "string"}}
    for operations in described["paths"].values():
        del operations["head"]  # as GET, without its body
        for status, response in operations["get"]["responses"].items():
            if status in {200, 304}:
                response["headers"] = {"ETag": etag}
            elif status == 308:
                response["headers"] = {"Location": {"description": "The present address.", "schema": {"type": "string"}}}
            else:
                response["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    described["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    return described


@open_data
def api_openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(openapi_document(), content_type=JSON)


@public_page
def api_docs(request: HttpRequest) -> HttpResponse:
    described = openapi_document()
    context = {
        "operations": [Operation.read(path, each["get"]) for path, each in described["paths"].items()],
        "shapes": [Shape.read(name, schema) for name, schema in described["components"]["schemas"].items()],
    }
    return render(request, "directory/api_docs.html", context)


def example_of(operation: str) -> str:
    """An address that such an operation answers, for those who cannot fill in a path; empty where nothing is public yet."""
    if operation not in EXAMPLES:
        return ""
    slug = EXAMPLES[operation]().order_by("pk").values_list("slug", flat=True).first()
    return reverse(f"directory:api_{operation}", args=[slug]) if slug else ""


EXAMPLES: dict[str, Callable[[], QuerySet]] = {
    "organization_detail": Organization.objects.published,
    "topic_detail": Topic.objects.all,
    "person_detail": Person.objects.public,
    "collection_detail": Collection.objects.public,
}


@dataclass(frozen=True)
class Key:
    """A parameter or a key of an answer: `type` in words, `shape` when it is described on its own, `choices` when they are few."""

    name: str
    description: str
    type: str
    shape: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False

    @classmethod
    def read(cls, name: str, schema: dict[str, Any], description: str) -> "Key":
        inner = schema.get("items", schema)
        options = [each for each in inner.get("anyOf", [inner]) if each.get("type") != "null"]
        shape = options[0].get("$ref", "").rpartition("/")[2]
        kind = WORDS.get(options[0].get("format") or options[0].get("type", ""), "")
        many = "items" in schema
        words = [f"list of {kind}s" if many and kind else "list of" if many else kind, "or null" if "anyOf" in inner else ""]
        return cls(
            name, description, " ".join(filter(None, words)), shape, tuple(filter(None, options[0].get("enum", ()))), many
        )


WORDS = {
    "string": "text",
    "integer": "number",
    "boolean": "true or false",
    "uuid": "UUID",
    "date": "date",
    "date-time": "moment",
    "uri": "address",
}


@dataclass(frozen=True)
class Operation:
    name: str
    path: str
    description: str
    parameters: list[Key]
    shape: str
    problems: dict[int, str]
    example: str

    @classmethod
    def read(cls, path: str, said: dict[str, Any]) -> "Operation":
        answers = said["responses"]
        return cls(
            name=said["operationId"],
            path=path,
            description=said["description"],
            parameters=[Key.read(each["name"], each["schema"], each.get("description", "")) for each in said["parameters"]],
            shape=answers[200]["content"][JSON]["schema"]["$ref"].rpartition("/")[2],
            problems={status: each["description"] for status, each in answers.items() if status != 200},
            example=example_of(said["operationId"]),
        )

    @property
    def in_path(self) -> list[Key]:
        return [key for key in self.parameters if f"{{{key.name}}}" in self.path]

    @property
    def in_query(self) -> list[Key]:
        return [key for key in self.parameters if key not in self.in_path]


@dataclass(frozen=True)
class Shape:
    """An object in an answer, or (without keys) a list of words."""

    name: str
    description: str
    keys: list[Key]
    words: list[str]

    @classmethod
    def read(cls, name: str, schema: dict[str, Any]) -> "Shape":
        keys = [Key.read(key, each, each.get("description", "")) for key, each in schema.get("properties", {}).items()]
        return cls(name, schema.get("description", ""), keys, schema.get("enum", []))
