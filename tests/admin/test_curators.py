from directory.curation import actions
from directory.models import Curator


def test_a_new_byline_shows_on_the_next_request(client, make_organization, make_curator):
    organization = make_organization(slug="kiva")
    curator = make_curator("change_organization", public_name="Ada")
    actions.verify(organization, by=curator)
    etag = client.get("/organizations/kiva/")["ETag"]
    client.force_login(make_curator(administrator=True))
    form = {"username": curator.username, "public_name": "", "is_active": "on", "is_staff": "on"}
    response = client.post(f"/desk/directory/curator/{curator.pk}/change/", form)
    assert response.status_code == 302, response.text
    client.logout()
    page = client.get("/organizations/kiva/", headers={"If-None-Match": etag})
    assert page.status_code == 200
    assert "Ada" not in page.text


def test_only_an_administrator_gives_another_curator_a_password(client, make_curator):
    editor = make_curator("publish_organization")
    client.force_login(make_curator("view_curator", "change_curator"))
    new = {"password1": "another long password", "password2": "another long password", "usable_password": "true"}
    assert client.post(f"/desk/directory/curator/{editor.pk}/password/", new).status_code == 403
    assert not Curator.objects.get(pk=editor.pk).check_password("another long password")
