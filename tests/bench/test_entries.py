import re
from statistics import mean

from bench import vocabulary
from bench.entries import TOPICS, entry, people
from directory.models.vocabulary import Help, Kind, Network
from directory.places import COUNTRIES, language_name

ENTRIES = [entry(number) for number in range(2_000)]


def test_an_entry_depends_on_its_number_alone():
    assert [entry(number) for number in (1999, 7, 1999)] == [ENTRIES[1999], ENTRIES[7], ENTRIES[1999]]
    assert people() == people()


def test_another_seed_gives_other_entries():
    assert entry(7, seed=1) != ENTRIES[7]


def test_entries_use_the_words_that_our_addresses_know():
    assert vocabulary.KINDS.keys() == set(Kind.values)
    assert vocabulary.HELPS.keys() == set(Help.values)
    assert vocabulary.NETWORKS.keys() < set(Network.values)
    assert set(vocabulary.COUNTRIES) < set(COUNTRIES)
    assert len(set(vocabulary.COUNTRIES)) == len(vocabulary.COUNTRIES)
    assert all(language_name(tag) for tag in vocabulary.LANGUAGES)


def test_addresses_and_identities_are_never_shared():
    for each in ("slug", "uid", "website"):
        assert len({getattr(made, each) for made in ENTRIES}) == len(ENTRIES)


def test_the_directory_has_the_shape_of_a_real_one():
    texts = [f"{made.name} {made.summary} {made.description}".lower() for made in ENTRIES]
    with_topic = [sum(topic in made.topics for made in ENTRIES) for topic in range(len(TOPICS))]
    assert len(TOPICS) == 128
    assert 0.27 < max(with_topic) / len(ENTRIES) < 0.35
    assert 0 < min(with_topic) < 20
    assert 0.28 < mean("water" in text for text in texts) < 0.38
    assert 0 < mean("kelp" in text for text in texts) < 0.005
    assert 135 < mean(len(made.description.split()) for made in ENTRIES) < 155
    assert len({word for text in texts for word in re.findall(r"\w+", text)}) > 5_000  # real text has a long tail of names
