"""The causes as a SKOS concept scheme, https://www.w3.org/TR/skos-reference/, in JSON-LD."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from directory.api.answers import absolute
from directory.models import TopicLink
from directory.opendata.package import LICENCE
from directory.search.topics import TopicRow, TopicTable

SKOS = "http://www.w3.org/2004/02/skos/core#"
LANGUAGE = "en"
CONTEXT: dict[str, Any] = {
    "skos": SKOS,
    "dcterms": "http://purl.org/dc/terms/",
    **{name: {"@id": f"skos:{name}", "@language": LANGUAGE} for name in ("prefLabel", "altLabel", "definition")},
    **{
        name: {"@id": f"skos:{name}", "@type": "@id"}
        for name in "inScheme topConceptOf hasTopConcept broader narrower exactMatch closeMatch relatedMatch".split()
    },
    "title": {"@id": "dcterms:title", "@language": LANGUAGE},
    "license": {"@id": "dcterms:license", "@type": "@id"},
    "identifier": "dcterms:identifier",
}
# A cause serves a development goal: it is not the same idea.
MATCHES = {TopicLink.Vocabulary.WIKIDATA: "exactMatch", TopicLink.Vocabulary.SDG: "relatedMatch"}
ADDRESSES = {
    TopicLink.Vocabulary.WIKIDATA: "http://www.wikidata.org/entity/{}",
    TopicLink.Vocabulary.SDG: "http://metadata.un.org/sdg/{}",
}


def scheme(topics: TopicTable, links: Iterable[TopicLink]) -> dict[str, Any]:
    """All causes in tree order, after the scheme that they make up."""
    by_topic: dict[int, list[TopicLink]] = {}
    for link in links:
        by_topic.setdefault(link.topic_id, []).append(link)
    head = {
        "@id": _scheme_address(),
        "@type": "skos:ConceptScheme",
        "title": "Causes of socialchange",
        "license": LICENCE.url,
        "hasTopConcept": [address(row.slug) for row in topics.top()],
    }
    return {
        "@context": CONTEXT,
        "@graph": [head, *(concept(topics, row, by_topic.get(row.id, [])) for row in topics.rows.values())],
    }


def concept(topics: TopicTable, row: TopicRow, links: Iterable[TopicLink]) -> dict[str, Any]:
    """A cause; what there is nothing to say of is left out."""
    said: dict[str, Any] = {
        "@id": address(row.slug),
        "@type": "skos:Concept",
        "identifier": row.slug,
        "prefLabel": row.name,
        "altLabel": list(row.synonyms),
        "definition": row.description,
        "inScheme": _scheme_address(),
        "topConceptOf": "" if row.parent else _scheme_address(),
        "broader": address(row.parent) if row.parent else "",
        "narrower": [address(child.slug) for child in topics.children(row.slug)],
    }
    for link in links:
        vocabulary = TopicLink.Vocabulary(link.vocabulary)
        if there := link.url or (ADDRESSES[vocabulary].format(link.code) if vocabulary in ADDRESSES else ""):
            said.setdefault(MATCHES.get(vocabulary, "closeMatch"), []).append(there)
    return {key: value for key, value in said.items() if value}


def address(slug: str) -> str:
    return absolute(reverse("directory:topic_detail", args=[slug]))


def _scheme_address() -> str:
    return absolute(reverse("directory:topic_list"))
