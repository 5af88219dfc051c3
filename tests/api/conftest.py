import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.curation.test_document import WHOLE


@pytest.fixture
def whole(make_topic, make_organization, make_collection):
    """A directory with one of everything, and an entry that says all that an entry can."""
    poverty = make_topic("Poverty", "poverty", description="Money where it is least.", synonyms=["hardship"])
    poverty.links.create(vocabulary="sdg", code="1", url="https://sdgs.un.org/goals/goal1")
    make_topic("Micro-lending", "micro-lending", parent=poverty, synonyms=["microfinance"])
    make_organization(slug="parent", name="Parent")
    organization = make_organization(**WHOLE)
    make_collection("Lenders", organization, slug="lenders", summary="Who lends.")
    return organization


@pytest.fixture
def documented():
    """The keys in the table under a heading of docs/api.md: of the answer, or of each of its results."""
    text = (Path(settings.BASE_DIR) / "docs/api.md").read_text()

    def keys(heading: str, of_results: bool = False) -> set[str]:
        section = re.split(r"\n## ", text.split(f"{heading}\n", 1)[1], maxsplit=1)[0]
        before, _, after = section.partition("Each of `results`:")
        rows = re.findall(r"^\| (`.*?) \|", after if of_results else before, re.MULTILINE)
        return {key for row in rows for key in re.findall(r"`(\w+)`", row)}

    return keys
