"""An entry at the desk: from a blank form to the public page, and all that may keep it from there."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.curation import actions, document
from directory.models import Change, DirectoryVersion, InternalNote, Organization, Person, Revision, State, Status
from tests.admin.conftest import Desk, fields_of
from tests.admin.test_logos import png

ENTRY = {
    "name": "Water First",
    "kind": "nonprofit",
    "summary": "Wells where there are none.",
    "description": "It **digs** wells.",
    "editors_note": "Listed for its open maps.",
    "began": "2005",
    "ended": "",
    "seat": "Nairobi",
    "country": "KE",
    "works_in": "Kenya, ug",
    "languages": "English, Swahili",
    "topics": "h2o, Education",
    "message": "New in the directory",
    "ways_to_help-0-kind": "donate",
    "ways_to_help-0-url": "https://water.example/give",
    "ways_to_help-0-note": "From 5 dollars",
    "ways_to_help-1-kind": "volunteer",
    "channels-0-network": "website",
    "channels-0-url": "https://water.example/",
    "channels-0-feed": "https://water.example/feed",
    "channels-1-network": "mastodon",
    "channels-1-url": "https://social.example/@water",
    "channels-1-handle": "@water",
    "other_names-0-name": "الماء أولا",
    "other_names-0-kind": "translated",
    "other_names-0-language": "ar",
    "people-0-name": "Asha Example",
    "people-0-role": "Founder",
    "people-0-began": "2005",
    "relations-0-kind": "part-of",
    "relations-0-organization": "Home of Wells",
    "identifiers-0-scheme": "wikidata",
    "identifiers-0-value": "Q42",
    "sources-0-url": "https://water.example/about",
    "sources-0-title": "About us",
    "sources-0-supports": "seat",
    "disputes-0-field": "began",
    "disputes-0-note": "A newspaper says 2004.",
    "disputes-0-sources": "https://water.example/about",
}


@pytest.fixture
def topics(make_topic):
    return make_topic("Clean water", "clean-water", synonyms=["H2O"]), make_topic("Education", "education")


def test_an_entry_with_all_its_parts_is_added_published_and_shown_on_the_next_request(
    client, administrator, make_organization, topics
):
    make_organization(name="Home of Wells")
    upload = SimpleUploadedFile("logo.png", png(), "image/png")
    response = administrator.send({**administrator.open(), **ENTRY, "logo": upload}, button="_publish")
    assert "“Water First” is published." in response.text
    organization = Organization.objects.published().get(slug="water-first")
    said = document.read(Organization.objects.with_page_data().get(pk=organization.pk))
    assert default_storage.exists(said.pop("logo"))
    assert said == {
        "slug": "water-first",
        "name": "Water First",
        "other_names": [{"name": "الماء أولا", "kind": "translated", "language": "ar"}],
        "kind": "nonprofit",
        "summary": "Wells where there are none.",
        "description": "It **digs** wells.",
        "editors_note": "Listed for its open maps.",
        "began": 2005,
        "ended": None,
        "seat": "Nairobi",
        "country": "KE",
        "works_in": ["KE", "UG"],
        "languages": ["en", "sw"],
        "topics": ["clean-water", "education"],
        "ways_to_help": [
            {"kind": "donate", "url": "https://water.example/give", "note": "From 5 dollars"},
            {"kind": "volunteer", "url": "", "note": ""},
        ],
        "channels": [
            {"network": "website", "url": "https://water.example/", "handle": "", "feed": "https://water.example/feed"},
            {"network": "mastodon", "url": "https://social.example/@water", "handle": "@water", "feed": ""},
        ],
        "people": [{"slug": "asha-example", "name": "Asha Example", "role": "Founder", "began": 2005, "ended": None}],
        "relations": [{"kind": "part-of", "organization": "home-of-wells", "note": ""}],
        "identifiers": [{"scheme": "wikidata", "value": "Q42"}],
        "disputes": [{"field": "began", "note": "A newspaper says 2004.", "sources": ["https://water.example/about"]}],
        "sources": [{"url": "https://water.example/about", "title": "About us", "supports": "seat"}],
        "licence": "CC-BY-4.0",
        "attribution": "",
    }
    page = client.get(organization.get_absolute_url())
    for text in ("Water First", "https://water.example/give", "Asha Example", "Clean water", "Listed for its open maps."):
        assert text in page.text
    assert "Water First" in client.get("/organizations/?topic=clean-water").text
    change = Change.objects.get(organization=organization)
    assert (change.action, change.by, change.message) == ("added", administrator.curator, "New in the directory")


def test_what_the_form_shows_is_what_it_saves(administrator, make_organization, topics):
    make_organization(name="Home of Wells")
    administrator.send({**administrator.open(), **ENTRY}, button="_publish")
    organization = Organization.objects.get(slug="water-first")
    revisions, version = Revision.objects.count(), DirectoryVersion.current()
    response = administrator.send(administrator.open(organization), organization)
    assert "Nothing was changed" in response.text
    assert (Revision.objects.count(), DirectoryVersion.current()) == (revisions, version)


def test_a_draft_is_kept_and_the_public_does_not_see_it(client, contributor, make_organization):
    organization = make_organization(summary="Before.")
    version = DirectoryVersion.current()
    response = contributor.send(contributor.open(organization), organization, summary="After.")
    assert "saved as a draft" in response.text
    assert fields_of(response.text)["summary"] == "After."
    assert "After." not in client.get(organization.get_absolute_url()).text
    assert DirectoryVersion.current() == version


def test_a_draft_needs_no_more_than_a_name(contributor):
    contributor.send({**contributor.open(), "name": "Just begun"})
    organization = Organization.objects.get()
    assert organization.status == Status.UNPUBLISHED
    page = contributor.client.get(contributor.address(organization)).text
    assert "Before it can be published" in page
    assert "Kind:" in page


def test_saving_again_goes_on_with_the_same_draft(contributor, make_organization):
    organization = make_organization()
    contributor.send(contributor.open(organization), organization, summary="Once.")
    contributor.send(contributor.open(organization), organization, summary="Twice.")
    assert [revision.document["summary"] for revision in organization.revisions.open()] == ["Twice."]


def test_the_preview_shows_the_draft_and_leaves_nothing_behind(client, contributor, make_organization, topics):
    organization = make_organization(name="Water", summary="Before.")
    version = DirectoryVersion.current()
    response = contributor.send(
        contributor.open(organization),
        organization,
        button="_preview",
        summary="After.",
        topics="Clean water",
        people__0__name="Asha Example",
        people__0__role="Founder",
    )
    assert response.redirect_chain[-1][0] == contributor.address(organization, "preview")
    for text in ("After.", "Clean water", "Asha Example"):
        assert text in response.text
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert "This is a preview of a draft" in response.text
    organization.refresh_from_db()
    assert organization.summary == "Before."
    assert not Person.objects.exists()
    assert DirectoryVersion.current() == version
    assert "After." not in client.get(organization.get_absolute_url()).text


def test_the_preview_is_the_page_that_the_public_will_see(client, administrator, make_organization, topics):
    make_organization(name="Near", topics=["clean-water"])
    organization = make_organization(name="Water", topics=["clean-water"])
    sent = {**administrator.open(organization), **ENTRY, "relations-0-organization": "Near", "slug": organization.slug}
    preview = administrator.send(sent, organization, button="_preview")
    administrator.send(administrator.open(organization), organization, button="_publish")
    public = client.get(organization.get_absolute_url())

    def until_history(response):
        """What people see; the links for programs in the head lead to what is published."""
        whole = response.text.partition("<body")[2].partition('<h2 id="checked">')[0]
        note = whole.partition('<p class="note">')
        return note[0] + note[2].partition("</p>")[2] if note[1] else whole

    def words(html):
        return " ".join(html.split())

    assert "This is a preview of a draft" in preview.text
    assert "This is a preview" not in public.text
    assert "Near to this" in public.text
    assert words(until_history(preview)) == words(until_history(public))


def test_an_unpublished_entry_can_be_previewed_too(contributor):
    response = contributor.send({**contributor.open(), "name": "Not yet", "kind": "blog"}, button="_preview")
    assert response.status_code == 200
    assert "Not yet" in response.text
    assert Organization.objects.get().status == Status.UNPUBLISHED


def test_a_draft_that_is_not_complete_has_no_preview_and_says_why(contributor):
    response = contributor.send({**contributor.open(), "name": "Half"}, button="_preview")
    assert "There is no preview yet" in response.text
    assert "Kind:" in response.text


def test_handing_in_waits_for_an_editor(contributor, editor, make_organization):
    organization = make_organization()
    contributor.send(contributor.open(organization), organization, button="_review", summary="Better.")
    revision = organization.revisions.open().get()
    assert (revision.state, revision.author) == (State.IN_REVIEW, contributor.curator)
    assert "Waiting for review" in (page := editor.client.get("/desk/").text)
    assert f'href="{editor.address(organization)}"' in page
    editor.send(editor.open(organization), organization, button="_publish")
    organization.refresh_from_db()
    assert organization.summary == "Better."


def test_scheduling_needs_a_time_to_come(editor, make_organization):
    organization = make_organization()
    response = editor.send(editor.open(organization), organization, button="_schedule", summary="Later.")
    assert "Say when" in response.text
    assert fields_of(response.text)["summary"] == "Later."
    editor.send(editor.open(organization), organization, button="_schedule", summary="Later.", publish_at="2999-01-02T03:04")
    revision = organization.revisions.open().get()
    assert (revision.state, f"{revision.publish_at:%Y-%m-%d %H:%M}") == (State.SCHEDULED, "2999-01-02 03:04")


# Refusals


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_a_contributor_cannot_publish(contributor, make_organization, button):
    organization = make_organization(summary="Before.")
    form = contributor.open(organization)
    assert button not in contributor.client.get(contributor.address(organization)).text
    response = contributor.send(form, organization, button=button, summary="After.", publish_at="2999-01-02T03:04")
    assert "publish_organization" in response.text
    assert fields_of(response.text)["summary"] == "After."
    assert not organization.revisions.open().exists()


def test_who_may_only_look_gets_a_form_that_cannot_be_sent(make_curator, make_organization):
    viewer, organization = Desk(make_curator("view_organization")), make_organization(name="Seen")
    page = viewer.client.get(viewer.address(organization)).text
    assert "Seen" in page
    assert "_save" not in page
    assert viewer.client.post(viewer.address(organization), {"name": "Changed"}).status_code == 403
    assert viewer.client.get(viewer.address()).status_code == 403


def test_who_may_do_nothing_sees_nothing(make_curator, make_organization):
    stranger, organization = Desk(make_curator()), make_organization()
    for page in ("change", "preview", "history", "withdraw"):
        assert stranger.client.get(stranger.address(organization, page)).status_code == 403
    for page in ("verify", "restore", "note"):
        assert stranger.client.post(stranger.address(organization, page)).status_code == 403


@pytest.mark.parametrize(
    ("typed", "place", "says"),
    [
        ({"channels__0__url": "javascript:alert(1)"}, "id_channels-0-url", "Enter a valid URL"),
        ({"channels__0__network": ""}, "id_channels-0-network", "blank"),
        ({"channels__1__network": "website", "channels__1__url": "https://a.example/"}, "channels-1", "listed twice"),
        ({"topics": "Dragons"}, "id_topics", "There is no topic “Dragons”"),
        ({"works_in": "Atlantis"}, "id_works_in", "“Atlantis” is not a country"),
        ({"languages": "Elvish"}, "id_languages", "“Elvish” is not a language"),
        ({"began": "soon"}, "id_began", "whole number"),
        ({"began": "2010", "ended": "2009"}, "", "before"),
        ({"kind": ""}, "id_kind", "blank"),
        ({"slug": "taken"}, "id_slug", "already exists"),
        ({"relations__0__kind": "part-of", "relations__0__organization": "Nobody"}, "id_relations-0-organization", "no entry"),
        (
            {"disputes__0__field": "began", "disputes__0__note": "x", "disputes__0__sources": "https://b.example"},
            "",
            "not among",
        ),
    ],
)
def test_bad_input_is_refused_where_it_stands_and_nothing_typed_is_lost(editor, make_organization, typed, place, says):
    make_organization(slug="taken")
    organization = make_organization(channels=[{"network": "website", "url": "https://a.example/"}])
    version = DirectoryVersion.current()
    response = editor.send(editor.open(organization), organization, button="_publish", summary="Typed.", **typed)
    assert response.status_code == 200
    assert "nothing was saved yet" in response.text
    assert says in response.text
    if place.startswith("id_"):
        assert f'id="{place}_error"' in response.text
    kept = fields_of(response.text)
    assert kept["summary"] == "Typed."
    assert all(kept[name.replace("__", "-")] == value for name, value in typed.items())
    assert DirectoryVersion.current() == version
    assert not organization.revisions.open().exists()


def test_a_word_that_means_several_topics_asks_which(editor, make_organization, make_topic):
    make_topic("Clean water", synonyms=["wells"])
    make_topic("Oil", synonyms=["wells"])
    organization = make_organization()
    response = editor.send(editor.open(organization), organization, topics="wells")
    assert "“wells” may mean Clean water or Oil" in response.text


@pytest.mark.parametrize(
    "typed", ["Clean water, education", "education, H2O", "clean-water education", '"Clean water" ,EDUCATION']
)
def test_topics_are_found_by_name_synonym_and_address(editor, make_organization, topics, typed):
    organization = make_organization()
    editor.send(editor.open(organization), organization, button="_publish", topics=typed)
    assert {topic.slug for topic in organization.topics.all()} == {"clean-water", "education"}


def test_an_address_with_another_persons_name_is_a_mistake(editor, make_organization):
    organization = make_organization(people=[{"name": "Asha Example", "role": "Founder"}])
    response = editor.send(editor.open(organization), organization, people__0__name="Someone Else")
    assert "asha-example is the address of Asha Example" in response.text


def test_rows_can_be_put_in_order_and_removed(editor, make_organization):
    channels = [{"network": "website", "url": f"https://{name}.example/"} for name in ("a", "b", "c")]
    organization = make_organization(channels=channels)
    form = editor.open(organization)
    editor.send(form, organization, "_publish", channels__0__ORDER="9", channels__1__DELETE="on")
    assert [channel.url for channel in organization.channels.all()] == ["https://c.example/", "https://a.example/"]


def test_a_picture_that_is_refused_says_why_and_one_that_was_sent_stays_chosen(editor, make_organization):
    organization = make_organization()
    svg = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    response = editor.send({**editor.open(organization), "logo": svg}, organization)
    assert "SVG files can carry programs" in response.text
    good = SimpleUploadedFile("logo.png", png(), "image/png")
    response = editor.send({**editor.open(organization), "logo": good}, organization, began="soon")
    kept = fields_of(response.text)
    assert kept["logo-kept"].startswith("logos/")
    editor.send(kept, organization, "_publish", began="2001")
    organization.refresh_from_db()
    assert organization.logo.name == kept["logo-kept"]
    editor.send({**editor.open(organization), "logo-goes": "on"}, organization, "_publish")
    organization.refresh_from_db()
    assert not organization.logo


# Two curators


def test_the_second_of_two_curators_is_told_and_overwrites_nothing(editor, contributor, make_organization):
    organization = make_organization(name="Water", summary="Before.")
    first, second = contributor.open(organization), editor.open(organization)
    contributor.send(first, organization, summary="Theirs.")
    response = editor.send(second, organization, summary="Mine.", seat="Nairobi")
    assert response.status_code == 409
    for text in ("Someone else changed this entry", "contributor", "Theirs", "Mine", "Nairobi"):
        assert text in response.text
    assert [revision.document["summary"] for revision in organization.revisions.open()] == ["Theirs."]
    kept = fields_of(response.text)
    assert kept["summary"] == "Mine."
    again = editor.send(kept, organization)
    assert again.status_code == 409  # nobody has said to go on
    on_top = again.context["conflict"]["token"]
    done = editor.send(fields_of(again.text), organization, on_top_of=on_top)
    assert "saved as a draft" in done.text
    assert [revision.document["summary"] for revision in organization.revisions.open()] == ["Mine.", "Theirs."]
    assert "There is another open revision" in done.text


def test_a_draft_is_told_of_what_was_published_meanwhile(editor, contributor, make_organization):
    organization = make_organization(summary="Before.")
    contributor.send(contributor.open(organization), organization, summary="Theirs.")
    published = actions.propose(
        {**document.read(organization), "summary": "Public."}, by=None, organization=organization, message="Because"
    )
    actions.publish(published, by=editor.curator)
    page = contributor.client.get(contributor.address(organization))
    assert "Public" in page.text
    assert "published another version" in page.text
    response = editor.send(fields_of(page.text), organization, "_publish")
    assert response.status_code == 409
    for shown in (page, response):  # both were begun on the version before, so this is for a person to decide
        assert [(choice.key, choice.is_clash) for choice in shown.context["conflict"]["choices"]] == [("summary", True)]
    organization.refresh_from_db()
    assert organization.summary == "Public."
    token = page.context["conflict"]["token"]
    contributor.send(fields_of(page.text), organization, on_top_of=token)
    assert organization.revisions.open().get().based_on == published
    editor.send(editor.open(organization), organization, "_publish")
    organization.refresh_from_db()
    assert organization.summary == "Theirs."


def test_saying_to_go_on_counts_only_for_the_version_that_was_shown(editor, contributor, make_organization):
    organization = make_organization(summary="Before.")
    form = editor.open(organization)
    contributor.send(contributor.open(organization), organization, summary="One.")
    seen = editor.send(form, organization, summary="Mine.")
    contributor.send(contributor.open(organization), organization, summary="Two.")
    response = editor.send(fields_of(seen.text), organization, on_top_of=seen.context["conflict"]["token"])
    assert response.status_code == 409
    assert "Two" in response.text


def test_after_a_conflict_each_field_can_be_taken_from_either_side(editor, contributor, make_organization):
    organization = make_organization(name="Water", summary="Before.", editors_note="Listed.")
    mine = editor.open(organization)
    contributor.send(contributor.open(organization), organization, summary="Theirs.", seat="Kisumu", country="KE")
    asked = editor.send(mine, organization, summary="Mine.", editors_note="Listed for its maps.")
    choices = {choice.key: choice for choice in asked.context["conflict"]["choices"]}
    assert {key: choice.is_clash for key, choice in choices.items()} == {
        "summary": True,
        "editors_note": False,
        "seat": False,
        "country": False,
    }
    sent = fields_of(asked.text)
    chosen = {key: value for key, value in sent.items() if key.startswith("take-")}
    assert chosen == {
        "take-summary": "yours",
        "take-editors_note": "yours",
        "take-seat": "theirs",
        "take-country": "theirs",
    }
    on_top = {"on_top_of": asked.context["conflict"]["token"], "take-summary": "theirs", "take-country": "yours"}
    editor.send({**sent, **on_top}, organization)
    kept = organization.revisions.open().filter(author=editor.curator).get().document
    assert (kept["summary"], kept["editors_note"]) == ("Theirs.", "Listed for its maps.")
    assert (kept["seat"], kept["country"]) == ("Kisumu", "")


def test_only_a_version_of_this_entry_can_be_taken_from(editor, contributor, make_organization):
    organization, other = make_organization(summary="Before."), make_organization(summary="Elsewhere.")
    mine = editor.open(organization)
    contributor.send(contributor.open(organization), organization, summary="Theirs.")
    asked = editor.send(mine, organization, summary="Mine.")
    on_top = {"on_top_of": asked.context["conflict"]["token"], "take-summary": "theirs"}
    foreign = {"theirs": str(other.revisions.get().pk)}
    assert editor.send({**fields_of(asked.text), **on_top, **foreign}, organization).status_code == 404


# Decisions


def test_withdrawing_asks_for_a_reason_and_the_address_gives_it(client, editor, make_organization):
    organization = make_organization(name="Water")
    address = editor.address(organization, "withdraw")
    assert editor.client.get(address).status_code == 200
    assert "Say why" in editor.client.post(address, {"because": " "}).text
    assert client.get(organization.get_absolute_url()).status_code == 200
    editor.client.post(address, {"because": "It asked us to."})
    gone = client.get(organization.get_absolute_url())
    assert gone.status_code == 410
    assert "It asked us to." in gone.text
    editor.client.post(editor.address(organization, "restore"))
    assert client.get(organization.get_absolute_url()).status_code == 200


def test_a_contributor_cannot_withdraw_or_restore(contributor, make_organization):
    organization = make_organization()
    for page in ("withdraw", "restore"):
        assert contributor.client.post(contributor.address(organization, page), {"because": "No."}).status_code == 403
    organization.refresh_from_db()
    assert organization.status == Status.PUBLISHED


def test_checking_an_entry_shows_on_its_page(client, contributor, make_organization):
    organization = make_organization()
    response = contributor.client.post(contributor.address(organization, "verify"), follow=True)
    assert "marked as checked today" in response.text
    organization.refresh_from_db()
    assert organization.verified_by == contributor.curator
    draft = make_organization(status=Status.UNPUBLISHED)
    assert "Only a published entry" in contributor.client.post(contributor.address(draft, "verify"), follow=True).text


@pytest.mark.parametrize("page", ["verify", "restore", "note"])
def test_a_link_changes_nothing(administrator, make_organization, page):
    organization = make_organization()
    assert administrator.client.get(administrator.address(organization, page)).status_code == 405


def test_an_entry_cannot_be_deleted(administrator, make_organization):
    organization = make_organization()
    assert administrator.client.get(administrator.address(organization, "delete")).status_code == 403
    assert administrator.client.post(administrator.address(organization, "delete"), {"post": "yes"}).status_code == 403


def test_a_note_among_curators_never_becomes_public(client, contributor, make_organization):
    organization = make_organization(name="Water")
    response = contributor.client.post(
        contributor.address(organization, "note"), {"text": "Rang them <b>twice</b>."}, follow=True
    )
    assert "Rang them &lt;b&gt;twice&lt;/b&gt;." in response.text
    contributor.send(contributor.open(organization), organization, summary="New.")
    assert InternalNote.objects.get().author == contributor.curator
    assert "Rang them" not in str(organization.revisions.open().get().document)
    assert "Rang them" not in contributor.client.get(contributor.address(organization, "preview")).text
    assert "Rang them" not in client.get(organization.get_absolute_url()).text
    assert (
        "The note was empty"
        in contributor.client.post(contributor.address(organization, "note"), {"text": " "}, follow=True).text
    )


def test_the_history_lists_every_revision_and_each_can_be_read(editor, make_organization):
    organization = make_organization(name="Water")
    editor.send(editor.open(organization), organization, summary="A draft.", message="Shorter")
    page = editor.client.get(editor.address(organization, "history")).text
    assert "Shorter" in page
    revision = organization.revisions.open().get()
    address = reverse("desk:directory_revision_change", args=[revision.pk])
    assert f'href="{address}"' in page
    assert "A draft." in editor.client.get(address).text
    former = organization.revisions.order_by("pk").first()
    preview = editor.client.get(editor.address(organization, "preview"), {"revision": former.pk}).text
    assert "A draft." not in preview


@pytest.mark.parametrize("number", ["0", "x", "９", "99999999999999999999"])
def test_a_preview_of_a_revision_that_is_not_there_is_404(editor, make_organization, number):
    organization = make_organization()
    assert editor.client.get(editor.address(organization, "preview"), {"revision": number}).status_code == 404


# The list


def test_the_list_is_filtered_and_searched(editor, make_organization, topics):
    make_organization(name="Wells", topics=["clean-water"], other_names=[{"name": "Pozos"}])
    make_organization(name="School", topics=["education"], kind="company", ended=2010)
    draft = make_organization(name="Draft", status=Status.UNPUBLISHED)
    address = reverse("desk:directory_organization_changelist")

    def names(**query):
        response = editor.client.get(address, query)
        assert response.status_code == 200
        return {organization.name for organization in response.context["cl"].result_list}

    assert names() == {"Wells", "School", "Draft"}
    assert names(topics__id__exact=topics[0].pk) == {"Wells"}
    assert names(q="pozos") == {"Wells"}
    assert names(kind__exact="company") == {"School"}
    assert names(status__exact="unpublished") == {"Draft"}
    assert names(revision="draft") == {"Draft"}
    assert names(revision="none") == {"Wells", "School"}
    assert names(ended="yes") == {"School"}
    assert names(missing="help") == {"Wells", "Draft"}
    assert names(missing="any") == {"Wells", "School", "Draft"}
    actions.verify(Organization.objects.get(name="Wells"), by=editor.curator)
    assert names(verified="yes") == {"Wells"}
    assert names(verified="no") == {"School", "Draft"}
    assert draft.name in editor.client.get(address).text


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_costs_the_same_whatever_it_shows(
    editor, make_organization, make_topic, django_assert_max_num_queries, number
):
    make_topic("Education", "education")
    for _ in range(number):
        make_organization(topics=["education"])
    with django_assert_max_num_queries(14):
        editor.client.get(reverse("desk:directory_organization_changelist"))
