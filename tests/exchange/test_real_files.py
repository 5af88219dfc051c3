"""Files of other directories, as messy as they are: read with the columns that are guessed, and told what becomes of each row."""

import re

import pytest

FILES = {
    "coops-uk/coops-uk.csv": (1500, 1400),
    "tech-coops/tech-coops.csv": (170, 160),
    "civic-tech-brigades/organizations.json": (221, 200),
    "digital-public-goods/nominees.json": (228, 215),
    "digital-public-goods/digitalpublicgoods.json": (161, 140),
    "open-sustainable-technology/organizations_labeled.csv": (1192, 1100),
    "hsds-sample-csv/organizations.csv": (8, 8),
    "ottawa-programmes/ottawa-programmes.json": (494, 200),
    "org-id-lists/org-id-lists.json": (823, 650),
}
OPTIONS = {"open-sustainable-technology/organizations_labeled.csv": ["--map", "form_of_organization="]}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_directory(run, shared, name):
    rows, at_least = FILES[name]
    *lines, last = run(shared / "data" / name, "--dry-run", *OPTIONS.get(name, []))
    total, new, changed, same, duplicate, refused = map(int, re.findall(r"\d+", last))
    assert total == rows == new + changed + same + duplicate + refused
    assert new >= at_least
    assert len(lines) == duplicate + refused
    assert all(re.match(r"row \d+[,:] ", line) for line in lines)
