import pytest

from directory.models import Status


@pytest.fixture
def suggested(client, make_topic, make_organization):
    make_topic("Micro-lending", "micro-lending", synonyms=["microfinance", "small loans"])
    make_topic("Nobody's cause", "nobodys-cause")
    make_organization(
        name="Kiva", slug="kiva", topics=["micro-lending"], ways_to_help=[{"kind": "lend"}], other_names=[{"name": "Kiva Microfunds"}, {"name": "Кива", "kind": "transliterated"}],
        people=[{"name": "Jessica Jackley", "slug": "jessica-jackley", "role": "Co-founder"}],
    )  # fmt: skip
    make_organization(name="零時政府", slug="g0v", other_names=[{"name": "Língshí Zhèngfǔ", "kind": "transliterated"}])
    make_organization(name="Hidden Kiva", status=Status.UNPUBLISHED, people=[{"name": "Jess Hidden", "role": "Chair"}])

    def suggested(typed):
        response = client.get("/suggest.json", {"q": typed})
        assert response["Content-Type"] == "application/x-suggestions+json"
        asked, texts, sorts, addresses = response.json()
        assert asked == typed
        assert len(texts) == len(sorts) == len(addresses) <= 8
        return list(zip(texts, sorts, [address.removeprefix("http://127.0.0.1:8000") for address in addresses], strict=True))

    return suggested


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kiv", ("Kiva", "entry", "/organizations/kiva/")),
        ("KÍVA", ("Kiva", "entry", "/organizations/kiva/")),
        ("microfu", ("Kiva", "entry", "/organizations/kiva/")),
        ("microfunds ki", ("Kiva", "entry", "/organizations/kiva/")),
        ("kivva", ("Kiva", "entry", "/organizations/kiva/")),
        ("mircofunds", ("Kiva", "entry", "/organizations/kiva/")),
        ("micro-lendng", ("Micro-lending", "cause", "/topics/micro-lending/")),
        ("jesica", ("Jessica Jackley", "person", "/people/jessica-jackley/")),
        ("kiwa", ("Kiva", "entry", "/organizations/kiva/")),
        ("кива", ("Kiva", "entry", "/organizations/kiva/")),
        ("零時政", ("零時政府", "entry", "/organizations/g0v/")),
        ("lingshi zhengfu", ("零時政府", "entry", "/organizations/g0v/")),
        ("零", ("零時政府", "entry", "/organizations/g0v/")),
        ("micro", ("Micro-lending", "cause", "/topics/micro-lending/")),
        ("small lo", ("Micro-lending", "cause", "/topics/micro-lending/")),
        ("le", ("Lend", "way to help", "/organizations/?help=lend")),
        ("jess", ("Jessica Jackley", "person", "/people/jessica-jackley/")),
        ("jackl", ("Jessica Jackley", "person", "/people/jessica-jackley/")),
    ],
)
def test_a_beginning_suggests_what_may_be_meant(suggested, typed, expected):
    assert expected in suggested(typed)


@pytest.mark.parametrize("typed", ["", "k", "zzz", "hidden", "jess h", "nobody", "<script>", "\x00"])
def test_nothing_is_suggested_that_is_not_there(suggested, typed):
    assert suggested(typed) == []


def test_suggestions_cost_one_query(suggested, client, django_assert_num_queries):
    suggested("kiva")
    with django_assert_num_queries(1):
        client.get("/suggest.json?q=ki")
