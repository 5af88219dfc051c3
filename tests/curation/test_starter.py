from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.curation import actions, document, starter
from directory.curation.starter import BadFile
from directory.models import Change, Collection, Organization, Person, Revision, Topic

TOPICS = """
[[topics]]
slug = "poverty"
name = "Poverty"
hue = 2
synonyms = ["poor"]
sdg = [1]

[[topics]]
slug = "micro-lending"
name = "Micro-lending"
parent = "poverty"
"""
KIVA = """
name = "Kiva"
kind = "nonprofit"
summary = "Lends."
topics = ["micro-lending"]
relations = [{ kind = "partner-of", organization = "zidisha" }]
people = [{ slug = "ada", name = "Ada Example", role = "Founder" }]
"""


@pytest.fixture
def folder(tmp_path, db) -> Path:
    for kind in ("organizations", "people", "collections"):
        (tmp_path / kind).mkdir()
    (tmp_path / "topics.toml").write_text(TOPICS)
    (tmp_path / "people" / "ada.toml").write_text('name = "Ada Example"\nabout = "Lends."\n')
    (tmp_path / "organizations" / "kiva.toml").write_text(KIVA)
    (tmp_path / "organizations" / "zidisha.toml").write_text('name = "Zidisha"\nkind = "platform"\n')
    (tmp_path / "collections" / "lenders.toml").write_text(
        'name = "Lenders"\nitems = [{ organization = "zidisha", note = "First." }, { organization = "kiva" }]\n'
    )
    return tmp_path


def test_the_files_become_a_directory(folder):
    assert starter.load(folder) == {"new": 6}
    kiva = Organization.objects.published().get(slug="kiva")
    assert [relation.other.slug for relation in kiva.relations.all()] == ["zidisha"]
    assert Topic.objects.get(slug="micro-lending").parent.slug == "poverty"
    assert Topic.objects.get(slug="poverty").links.get().url == "https://sdgs.un.org/goals/goal1"
    assert Person.objects.get().about == "Lends."
    assert [item.organization.slug for item in Collection.objects.get().items.all()] == ["zidisha", "kiva"]
    assert Revision.objects.filter(origin="starter").count() == 2


def test_an_entry_has_the_same_permanent_id_everywhere(folder):
    starter.load(folder)
    assert str(Organization.objects.get(slug="kiva").uid) == "1cfdf1d4-e912-5f0c-b049-62127c88f2a2"


def test_a_second_time_changes_nothing(folder):
    starter.load(folder)
    changes = Change.objects.count()
    assert starter.load(folder) == {"same": 6}
    assert Change.objects.count() == changes


def test_an_edited_file_is_followed(folder):
    starter.load(folder)
    (folder / "organizations" / "kiva.toml").write_text(KIVA.replace("Lends.", "Lends on."))
    (folder / "topics.toml").write_text(TOPICS.replace('"poor"', '"poor", "needy"'))
    assert starter.load(folder) == {"same": 4, "updated": 2}
    assert Organization.objects.get(slug="kiva").summary == "Lends on."
    assert Topic.objects.get(slug="poverty").synonyms.count() == 2


def test_what_a_curator_changed_is_never_overwritten(folder):
    starter.load(folder)
    kiva = Organization.objects.get(slug="kiva")
    said = document.read(kiva)
    actions.publish(actions.propose({**said, "summary": "A curator's words."}, by=None, organization=kiva), by=None)
    Topic.objects.filter(slug="poverty").update(description="A curator's words.")
    Collection.objects.get().items.all()[0].delete()
    (folder / "organizations" / "kiva.toml").write_text(KIVA.replace("Lends.", "Lends on."))
    (folder / "topics.toml").write_text(TOPICS.replace("hue = 2", "hue = 3"))
    (folder / "collections" / "lenders.toml").write_text('name = "Other lenders"\n')
    assert starter.load(folder) == {"same": 3, "kept": 3}
    assert Organization.objects.get(slug="kiva").summary == "A curator's words."
    assert Topic.objects.get(slug="poverty").hue == 2
    assert Collection.objects.get().name == "Lenders"


def test_what_a_curator_withdrew_or_removed_does_not_come_back(folder):
    starter.load(folder)
    actions.withdraw(Organization.objects.get(slug="kiva"), because="It asked us to.", by=None)
    Collection.objects.all().delete()
    (folder / "organizations" / "kiva.toml").write_text(KIVA.replace("Lends.", "Lends on."))
    (folder / "collections" / "lenders.toml").write_text('name = "Other lenders"\n')
    assert starter.load(folder) == {"same": 4, "kept": 2}
    assert Organization.objects.get(slug="kiva").status == "withdrawn"
    assert not Collection.objects.exists()


def test_an_entry_that_a_curator_made_first_is_left_alone(folder, make_organization):
    make_organization(slug="kiva", name="Our Kiva")
    assert starter.load(folder)["kept"] == 1
    assert Organization.objects.get(slug="kiva").name == "Our Kiva"


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("organizations/kiva.toml", "name = ", "kiva.toml"),
        ("organizations/kiva.toml", 'name = "Kiva"\nkind = "circus"', "kiva.toml: kind"),
        ("organizations/kiva.toml", 'name = "Kiva"\nkind = "blog"\ntopics = ["x"]', "no topic “x”"),
        ("organizations/kiva.toml", 'name = "Kiva"\nkind = "blog"\ncolour = "green"', "colour"),
        ("topics.toml", '[[topics]]\nname = "No slug"', "topic 1 has no slug"),
        ("topics.toml", '[[topics]]\nslug = "x"', "'name' is missing"),
        ("topics.toml", '[[topics]]\nslug = "x"\nname = "X"\nparent = "y"', "there is no topic 'y'"),
        ("collections/lenders.toml", 'name = "L"\nitems = [{ organization = "nobody" }]', "no entry nobody"),
        ("people/ada.toml", "about = 'x'", "ada.toml: 'name' is missing"),
        ("people/ada.toml", b"\xff", "ada.toml"),
        ("people/ada.toml", 'name = "Ada"\nsources = [{ url = "https://x.example/", title = "X", colour = "red" }]', "colour"),
        ("people/ada.toml", 'name = "Ada"\nsources = [{ url = "javascript:alert(1)", title = "X" }]', "web address"),
        ("people/ada.toml", 'name = "Ada"\ncolour = "red"', "colour"),
        ("people/ada.toml", "name = 5", "name is a text"),
        ("collections/lenders.toml", 'name = "L"\nitems = [{ organization = "kiva" }, { organization = "kiva" }]', "already"),
        (
            "collections/lenders.toml",
            f'name = "L"\nitems = [{{ organization = "kiva", note = "{"x" * 501}" }}]',
            "lenders.toml",
        ),
        ("topics.toml", f'[[topics]]\nslug = "x"\nname = "X"\nsynonyms = ["{"x" * 101}"]', "topics.toml, x"),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_loaded(folder, file, text, told):
    (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadFile, match=told):
        starter.load(folder)
    assert not Change.objects.exists()
    with pytest.raises(CommandError, match=told):
        call_command("load_starter", folder=folder)


def test_the_command_says_what_it_did(folder, capsys):
    call_command("load_starter", folder=folder)
    assert capsys.readouterr().out == "Starter directory: 6 new, 0 updated, 0 same, 0 kept.\n"
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_starter", folder=folder / "nowhere")
