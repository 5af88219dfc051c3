"""The API: the directory for programs, with the same questions as the pages. The operations stand in the modules beside this."""

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import ValidationError

from directory.api import changes, collections, organizations, people, topics
from directory.api.answers import bad_query, not_found
from directory.search.query import BadQuery

api = NinjaAPI(title="socialchange", version="1", openapi_url=None, docs_url=None)
for room in (organizations, topics, people, collections, changes):
    api.add_router("", room.router)


api.exception_handler(BadQuery)(bad_query)
api.add_exception_handler(Http404, not_found)
api.add_exception_handler(ValidationError, not_found)  # all that ninja itself reads is the slug in a path
