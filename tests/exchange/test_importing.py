"""import_organizations: what each row is to the directory, said alike by the dry run and the run."""

import json
import sys
from contextlib import contextmanager
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command

from directory.curation import actions, document, duplicates
from directory.exchange import importing
from directory.exchange.planning import Order, Planner
from directory.exchange.reading import open_table
from directory.models import Change, Import, Organization, ProposedTopic, Revision, State, Status
from directory.models.importing import Stage

WATER = {"slug": "water", "name": "Water First", "channels": [{"network": "website", "url": "https://www.water.example/"}]}


def both(run, path, *options):
    """What a dry run says, after making sure that it writes nothing and that the run says the same."""
    before = (Organization.objects.count(), Revision.objects.count(), Import.objects.count(), Change.objects.count())
    said = run(path, *options, "--dry-run")
    assert (Organization.objects.count(), Revision.objects.count(), Import.objects.count(), Change.objects.count()) == before
    assert run(path, *options) == said
    return said


def draft(name):
    return Revision.objects.get(state=State.DRAFT, document__name=name).document


def test_rows_become_drafts(run, write, client):
    path = write("Organisation;Website;Founded;Country\nCafé Wasser;wasser.example;2005-03-01;Schweiz\n")
    assert both(run, path) == ["rows 1: new 1, changed 0, same 0, duplicate 0, refused 0"]
    said = draft("Café Wasser")
    assert (said["began"], said["country"]) == (2005, "CH")
    assert said["channels"] == [{"network": "website", "url": "https://wasser.example", "handle": "", "feed": ""}]
    assert "Wasser" not in client.get("/organizations/").text


def test_rows_become_public_when_asked(run, write, client):
    path = write("name,website,kind\nWater,https://water.example,charity\n")
    assert both(run, path, "--publish")[-1] == "rows 1: new 1, changed 0, same 0, duplicate 0, refused 0"
    assert "Water" in client.get("/organizations/").text
    assert client.get("/organizations/water/").status_code == 200


def test_a_second_run_finds_everything_the_same(run, write):
    path = write("name,website\nWater,https://water.example\nNo Website Yet,\n")
    run(path)
    assert both(run, path)[-1] == "rows 2: new 0, changed 0, same 2, duplicate 0, refused 0"
    assert Organization.objects.count() == Revision.objects.count() == 2


def test_drafts_are_published_by_a_later_run(run, write):
    path = write("name,kind\nWater,nonprofit\n")
    run(path)
    assert both(run, path, "--publish")[-1] == "rows 1: new 0, changed 1, same 0, duplicate 0, refused 0"
    assert both(run, path, "--publish")[-1] == "rows 1: new 0, changed 0, same 1, duplicate 0, refused 0"
    assert Revision.objects.get().state == State.PUBLISHED


@pytest.mark.parametrize(
    "row",
    [
        {"slug": "water", "summary": "New."},
        {"name": "Another name", "identifiers": "wikidata Q42", "summary": "New."},
        {"name": "WATER first", "website": "http://water.example", "summary": "New."},
    ],
)
def test_a_row_is_an_entry_by_address_identifier_or_name_and_website(run, write, make_organization, row):
    organization = make_organization(**WATER, identifiers=[{"scheme": "wikidata", "value": "Q42"}])
    path = write([row], "file.json")
    assert both(run, path, "--publish")[-1] == "rows 1: new 0, changed 1, same 0, duplicate 0, refused 0"
    organization.refresh_from_db()
    assert (organization.summary, organization.slug) == ("New.", "water")
    assert organization.channels.count() == 1


def test_a_former_address_means_the_entry_and_does_not_move_it_back(run, write, make_organization):
    organization = make_organization(**WATER)
    said = document.read(Organization.objects.with_page_data().get()) | {"slug": "water-first"}
    actions.publish(actions.propose(said, by=None, organization=organization), by=None)
    path = write([{"slug": "water", "name": "Water First"}], "file.json")
    assert both(run, path)[-1].startswith("rows 1: new 0, changed 0, same 1")


def test_what_is_merely_similar_waits_for_a_curator(run, write, make_organization):
    make_organization(**WATER)
    path = write("name,website\nThe Water First Foundation,https://water.example\nWater First,https://other.example\n")
    assert both(run, path) == [
        "row 2: this may be “Water First” (water): same website, water.example, same words in the name.",
        "row 3: this may be “Water First” (water): same name.",
        "rows 2: new 0, changed 0, same 0, duplicate 2, refused 0",
    ]


def test_no_row_changes_what_another_wrote(run, write):
    path = write("name,website,summary\nWater,w.example,One.\nWater,w.example,Two.\nWater,w.example,One.\nWaters,w.example,\n")
    said = [
        "row 3: this is the organization of row 2, which says other things.",
        "row 5: this may be the organization of row 2: same website, w.example, similar name.",
        "rows 4: new 1, changed 0, same 1, duplicate 2, refused 0",
    ]
    assert both(run, path) == said
    assert draft("Water")["summary"] == "One."
    again = both(run, path)
    assert again[-1] == "rows 4: new 0, changed 0, same 2, duplicate 2, refused 0"


def test_an_empty_cell_says_nothing(run, write, make_organization):
    make_organization(**WATER, summary="Kept.", began=2005)
    path = write("slug,summary,founded,seat\nwater,,,Bern\n")
    assert both(run, path, "--publish")[-1].startswith("rows 1: new 0, changed 1")
    organization = Organization.objects.get()
    assert (organization.summary, organization.began, organization.seat) == ("Kept.", 2005, "Bern")


def test_a_withdrawn_entry_does_not_come_back(run, write, make_organization):
    make_organization(**WATER, status=Status.WITHDRAWN)
    path = write("slug,summary\nwater,Back.\n")
    assert both(run, path, "--publish")[0].startswith("row 2: “Water First” was withdrawn")
    assert Organization.objects.get().status == Status.WITHDRAWN


def test_what_is_wrong_is_named_by_row_and_column(run, write):
    path = write(
        "name,Web site,Founded,Country,kind,summary\n"
        "A,not an address,,,,\n"
        "B,,long ago,Atlantis,,\n"
        ",https://c.example,,,,\n"
        f"D,,,,circus,\nE,,,,,{'x' * 301}\nF,,,,,\nG,,,,company,\n"
    )
    *lines, last = both(run, path, "--map", "Founded=began", "--map", "kind=kind")
    assert lines[0] == "row 2, Web site: “not an address” is not a web address."
    assert lines[1].startswith("row 3, Country: “Atlantis” is not a country that we know")
    assert lines[1].endswith("; Founded: “long ago” is not a year, like 2005.")
    assert lines[2] == "row 4, name: An entry needs a name."
    assert lines[3].startswith("row 5, kind: “circus” is no kind that we know")
    assert lines[4].startswith("row 6, summary: Ensure this value has at most 300 characters")
    assert last == "rows 7: new 2, changed 0, same 0, duplicate 0, refused 5"


def test_what_is_public_needs_a_kind_and_a_draft_does_not(run, write):
    path = write("name\nWater\n")
    assert both(run, path, "--publish")[0].startswith("row 2, kind: ")
    assert both(run, path, "--publish", "--set", "kind=cooperative")[-1].startswith("rows 1: new 1")
    assert Organization.objects.get().kind == "cooperative"


def test_what_is_said_of_all_rows_changes_no_entry_that_says_otherwise(run, write, make_organization):
    make_organization(**WATER, kind="blog")
    path = write("slug,name,seat\nwater,Water First,Bern\nfire,Fire,\n")
    assert both(run, path, "--publish", "--set", "kind=cooperative", "--set", "seat=Basel")[-1].startswith(
        "rows 2: new 1, changed 1"
    )
    assert list(Organization.objects.order_by("-slug").values_list("kind", "seat")) == [
        ("blog", "Bern"),
        ("cooperative", "Basel"),
    ]


def test_topics_are_found_by_name_or_synonym_and_others_proposed(run, write, make_topic, client):
    make_topic("Clean water", "clean-water", synonyms=["WASH"])
    path = write('name,kind,Tags\nWater,nonprofit,"wash, Rain; clean-water"\n')
    both(run, path, "--publish")
    organization = Organization.objects.get()
    assert [topic.slug for topic in organization.topic_list] == ["clean-water"]
    assert [topic.name for topic in ProposedTopic.objects.all()] == ["Rain"]
    assert list(ProposedTopic.objects.get().organizations.all()) == [organization]
    assert "Rain" not in client.get("/organizations/water/").text
    assert both(run, path, "--publish")[-1].startswith("rows 1: new 0, changed 0, same 1")


@pytest.mark.parametrize("topic", ["x" * 101, "Ra\x07in"])
def test_what_cannot_be_a_topic_refuses_the_row(run, write, topic):
    path = write([{"name": "Water", "topics": [topic]}], "file.json")
    assert both(run, path)[0].startswith("row 1, topics: ")


def test_a_row_that_is_refused_while_it_is_taken_over_leaves_nothing(write, db, monkeypatch):
    table = open_table(path := write("name,topics\nWater,Rain\nFire,\n"))
    job = importing.begin(
        Order(importing.fields_for(table), digest=importing.digest_of(path)), table, file_name="a.csv", by=None
    )
    importing.plan(job, table)
    importing.decide(job, by=None)

    def refuse(*args, **kwargs):
        raise importing.NotAllowed("Not now.")

    monkeypatch.setattr(importing.topics, "propose", refuse)
    importing.carry_out(job)
    assert list(importing.lines(job)) == ["row 2: Not now."]
    assert [organization.name for organization in Organization.objects.all()] == ["Fire"]


def test_strict_refuses_unknown_topics_and_fails(run, write, capsys):
    path = write("name,topics\nWater,Rain\n")
    for options in (["--dry-run"], []):
        with pytest.raises(SystemExit) as exit:
            run(path, "--strict", *options)
        assert exit.value.code == 1
    assert ProposedTopic.objects.count() == Organization.objects.count() == 0


def test_the_licence_and_whom_to_name_are_kept_with_the_texts(run, write, make_organization):
    make_organization(**WATER, summary="Ours.")
    path = write("name,slug,summary\nWater First,water,\nFire,fire,Theirs.\n")
    run(path, "--publish", "--set", "kind=nonprofit", "--licence", "odc-by-1.0", "--attribution", "Co-operatives UK")
    water, fire = Organization.objects.order_by("-slug")
    assert (water.licence, water.attribution) == ("CC-BY-4.0", "")  # its texts are still ours
    assert (fire.licence, fire.attribution) == ("ODC-By-1.0", "Co-operatives UK")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--licence", "free for all!"], "no SPDX licence identifier"),
        (["--map", "Name=nonsense"], "“nonsense” is no field"),
        (["--map", "Nom=name"], "there is no column “Nom”"),
        (["--map", "Name"], "write COLUMN=FIELD"),
        (["--map", "Name="], "no column says which organization"),
        (["--map", "Note=name"], "Name"),
        (["--set", "x"], "write FIELD=VALUE"),
    ],
)
def test_options_that_make_no_sense_are_refused(run, write, options, message):
    path = write("Name,Note\nWater,x\n")
    if options == ["--map", "Note=name"]:  # by hand a field moves to another column
        assert run(path, *options)[-1].startswith("rows 1: new 1")
        return
    with pytest.raises(CommandError, match=message):
        run(path, *options)


def test_a_file_that_cannot_be_read_is_one_line(run, write, tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        run(tmp_path / "missing.csv")
    with pytest.raises(CommandError, match="cut off"):
        run(write('[{"name": "A"}, {"name', "file.json"))
    assert Organization.objects.count() == 0


def test_columns_of_the_same_name_are_told_apart_by_hand(run, write):
    path = write("name,name\nWater,Wasser\n")
    with pytest.raises(CommandError, match="two columns are called “name”"):
        run(path)


def test_what_was_mapped_by_hand_is_remembered(run, write):
    run(write("Bezeichnung,Wo\nWasser,Bern\n"), "--map", "Bezeichnung=name", "--map", "Wo=seat")
    assert run(write("Bezeichnung,Wo\nFeuer,Genf\n"))[-1].startswith("rows 1: new 1")
    assert draft("Feuer")["seat"] == "Genf"


def test_namibia_is_a_country_and_not_nothing(run, write):
    run(write("name,country,website\nDesert,NA,n/a\nSea,Global,-\n"))
    assert draft("Desert")["country"] == "NA"
    assert (draft("Sea")["country"], draft("Sea")["works_in"]) == ("", ["001"])


def test_a_formula_from_an_export_is_whole_again_and_other_apostrophes_stay(run, write):
    run(write("name,summary\n'=Equal,'-minus\n'S Hertogenbosch,''t\n"))
    assert draft("=Equal")["summary"] == "-minus"
    assert draft("'S Hertogenbosch")["summary"] == "''t"


def test_entries_of_one_file_may_speak_of_one_another(run, write):
    rows = [
        {"slug": "a", "name": "A Group", "relations": [{"kind": "part-of", "organization": "b", "note": ""}]},
        {"slug": "b", "name": "B Society", "website": "https://b.example"},
        {"slug": "c", "name": "C League", "relations": [{"kind": "part-of", "organization": "d", "note": ""}]},
        {"slug": "d", "name": "D Circle", "relations": [{"kind": "part-of", "organization": "e", "note": ""}]},
        {"slug": "e", "name": "E Works", "website": "not an address"},
        {"slug": "f", "name": "F Union", "relations": [{"kind": "part-of", "organization": "nowhere", "note": ""}]},
    ]
    lines = both_in_any_order(run, write(rows, "file.json"), "--publish", "--set", "kind=nonprofit")
    assert sorted(lines[:-1])[0].startswith("row 3, relations: There is no organization “d”")
    assert lines[-1] == "rows 6: new 2, changed 0, same 0, duplicate 0, refused 4"
    assert Organization.objects.get(slug="a").relations.get().other.slug == "b"


def both_in_any_order(run, path, *options):
    said = run(path, *options, "--dry-run")
    assert sorted(run(path, *options)) == sorted(said)
    return said


def test_an_import_that_was_stopped_goes_on(run, write, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    path = write("name,kind\n" + "".join(f"Number {n} {'x' * n},nonprofit\n" for n in range(5)))
    publish, calls = actions.publish, []

    def stopped_at_the_third(revision, *, by):
        calls.append(revision)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return publish(revision, by=by)

    monkeypatch.setattr(actions, "publish", stopped_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        run(path, "--publish")
    assert Organization.objects.published().count() == 2
    assert Organization.objects.count() == 5
    assert run(path, "--publish")[-1] == "rows 5: new 5, changed 0, same 0, duplicate 0, refused 0"
    assert Organization.objects.published().count() == Organization.objects.count() == 5
    assert Import.objects.get().stage == Stage.DONE
    assert run(path, "--publish")[-1] == "rows 5: new 0, changed 0, same 5, duplicate 0, refused 0"


def test_two_imports_of_one_file_make_no_entry_twice(write, db):
    path = write("name\nWater\n")
    table = open_table(path)
    order = Order(importing.fields_for(table), digest=importing.digest_of(path))
    jobs = []
    for _ in range(2):
        jobs.append(importing.begin(order, table, file_name="a.csv", by=None))
        importing.plan(jobs[-1], table)
        importing.decide(jobs[-1], by=None)
        jobs[-1].due_at = jobs[-1].created_at  # another worker's, so that the second begins one of its own
        jobs[-1].save()
    for job in jobs:
        importing.carry_out(job)
    assert [job.counts()["new"] for job in jobs] == [1, 0]
    assert Organization.objects.count() == 1


def test_an_id_that_another_file_brought_meanwhile_refuses_its_row_alone(write, db):
    shared = "0b9a1a6e-6f0d-4b2a-9a51-6d3d1f2c7e10"
    jobs = []
    for file, names in (("a.csv", ["Water"]), ("b.csv", ["Wells", "Pipes"])):
        ids = [shared, ""]
        path = write("id,name\n" + "".join(f"{id},{name}\n" for id, name in zip(ids, names, strict=False)), name=file)
        table = open_table(path)
        order = Order(importing.fields_for(table), digest=importing.digest_of(path))
        jobs.append(importing.begin(order, table, file_name=file, by=None))
        importing.plan(jobs[-1], table)
        importing.decide(jobs[-1], by=None)
    for job in jobs:
        importing.carry_out(job)
    assert list(importing.lines(jobs[1])) == [f"row 2, id: The permanent id {shared} belongs to another entry."]
    assert [entry.name for entry in Organization.objects.order_by("pk")] == ["Water", "Pipes"]


def test_an_entry_that_was_changed_since_the_file_was_read_is_not_overwritten(write, make_organization):
    organization = make_organization(**WATER)
    table = open_table(path := write("slug,summary\nwater,From the file.\n"))
    order = Order(importing.fields_for(table), publishes=True, digest=importing.digest_of(path))
    job = importing.begin(order, table, file_name="a.csv", by=None)
    importing.plan(job, table)
    actions.publish(
        actions.propose({**WATER, "kind": "blog", "summary": "By hand."}, by=None, organization=organization), by=None
    )
    importing.decide(job, by=None)
    importing.carry_out(job)
    assert list(importing.lines(job)) == ["row 2: “Water First” was changed since the file was read: import it again."]
    organization.refresh_from_db()
    assert organization.summary == "By hand."


def test_an_entry_that_was_withdrawn_since_the_file_was_read_stays_so(write, make_organization):
    organization = make_organization(**WATER)
    table = open_table(path := write("slug,summary\nwater,From the file.\n"))
    order = Order(importing.fields_for(table), publishes=True, digest=importing.digest_of(path))
    job = importing.begin(order, table, file_name="a.csv", by=None)
    importing.plan(job, table)
    importing.decide(job, by=None)
    actions.withdraw(organization, because="It asked us to.", by=None)
    importing.carry_out(job)
    organization.refresh_from_db()
    assert organization.status == Status.WITHDRAWN
    assert job.counts()["refused"] == 1


def test_the_cost_of_a_row_that_is_known_already_does_not_grow(run, write, make_organization, django_assert_max_num_queries):
    for number in range(30):
        make_organization(name=f"Number {number}", slug=f"n{number}")
    path = write("slug,summary\n" + "".join(f"n{number},Works for change.\n" for number in range(30)))
    with django_assert_max_num_queries(35):
        assert run(path, "--dry-run")[-1] == "rows 30: new 0, changed 0, same 30, duplicate 0, refused 0"


def test_progress_is_shown_on_a_terminal_and_not_in_a_pipe(write, db):
    from io import StringIO

    class Terminal(StringIO):
        def isatty(self):
            return True

    path = write("name,extra\n" + "".join(f"Number {n} {'x' * n},\n" for n in range(5)))
    out, terminal = StringIO(), Terminal()
    call_command("import_organizations", path, stdout=out, stderr=terminal)
    assert "not used: extra" in terminal.getvalue()
    assert "[##############################] 100% 5 rows read" in terminal.getvalue()
    assert "\033[31" not in terminal.getvalue()  # no error, and not as red as one
    assert out.getvalue().count("\n") == 1
    assert "\r" not in out.getvalue()


def test_json_documents_need_no_mapping(run, write):
    said = {"name": "Water", "topics": [], "people": [{"name": "Asha Example", "role": "Founder"}], "works_in": ["KE", "UG"]}
    assert run(write(json.dumps(said) + "\n", "file.jsonl"))[-1].startswith("rows 1: new 1")
    assert draft("Water")["people"][0]["slug"] == "asha-example"


def test_the_rows_that_one_row_is_compared_with_are_bounded(write, db, monkeypatch):
    compared = []
    agreement = duplicates.agreement
    monkeypatch.setattr(duplicates, "agreement", lambda ours, theirs: compared.append(ours) or agreement(ours, theirs))
    rows = "".join(f"{unlike_others(n)},guide.example/{n}\n" for n in range(300))
    table = open_table(write("name,website\n" + rows))
    for plan in Planner(table, Order(importing.fields_for(table))).plans():
        assert plan.outcome == "new"
        assert len(compared) <= duplicates.MOST_CANDIDATES
        compared.clear()


def test_rows_that_fall_one_after_another_cost_no_more_each(write, db):
    """Each row speaks of the one before, and the first is refused: so are all."""
    steps = {}
    for count in (50, 200):
        rows = "".join(f"{unlike_others(n)},n{n},part-of | n{n - 1}\n" for n in range(1, count))
        table = open_table(write("name,slug,relations\n,n0,\n" + rows))
        planner = Planner(table, Order(importing.fields_for(table)))
        list(planner.plans())
        with lines_run() as lines:
            assert len(planner.refused_after_all()) == count - 1
        steps[count] = len(lines)
    assert steps[200] < 5 * steps[50]


def unlike_others(number):
    """A name that no other number's name is like."""
    return sha256(str(number).encode()).hexdigest()


@contextmanager
def lines_run():
    """Counts the lines of our code that are run."""
    lines, traced = [], sys.gettrace()

    def trace(frame, event, _argument):
        if event == "line":
            lines.append(frame.f_lineno)
        return trace

    sys.settrace(trace)
    try:
        yield lines
    finally:
        sys.settrace(traced)
