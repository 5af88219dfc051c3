"""Synthetic organizations, shaped as a real directory is: few causes and countries are frequent and most are rare, everybody
uses the same words, and every tenth of them one that hardly anybody else uses.

Entry i depends on the seed and i alone: the first thousand of a million are the thousand.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

from bench import vocabulary
from bench.vocabulary import phrases

SEED = 2026
BEGINNING = datetime(2022, 1, 1, tzinfo=UTC)  # of the imagined directory, which then grew for four years
DAYS = 4 * 365
PEOPLE = 2_000


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    parent: str  # the name of its cause, "" for a cause


@dataclass(frozen=True, slots=True)
class Entry:
    """Topics are numbers in TOPICS, people numbers in people(), and a partner the number of an earlier entry."""

    number: int
    uid: UUID
    slug: str
    name: str
    short_name: str
    kind: str
    summary: str
    description: str
    began: int
    ended: int | None
    seat: str
    country: str
    works_in: list[str]
    languages: list[str]
    topics: list[int]
    helps: list[str]
    website: str
    channels: list[tuple[str, str]]  # network and address
    identifier: str
    person: int | None
    partner: int | None
    published_at: datetime
    verified_on: date | None


def topics() -> list[Topic]:
    """Causes before their sub-causes."""
    causes = [Topic(name, "") for name in vocabulary.TREE]
    return causes + [Topic(name, cause) for cause, names in vocabulary.TREE.items() for name in names.split("|")]


TOPICS = topics()
CAUSES = len(vocabulary.TREE)


def topics_by_frequency() -> list[int]:
    """Each cause's first sub-cause, then each one's second …; few entries name a mere cause."""
    width = (len(TOPICS) - CAUSES) // CAUSES
    return [CAUSES + cause * width + place for place in range(width) for cause in range(CAUSES)] + list(range(CAUSES))


class Weighted[T]:
    """Draws values by weight."""

    def __init__(self, values: Sequence[T], weights: Iterable[float]):
        self.values, self.sums = values, list(accumulate(weights))

    def draw(self, random: Random) -> T:
        return self.values[bisect(self.sums, random.random() * self.sums[-1])]


def zipf[T](values: Sequence[T], *, exponent: float = 1.0, shift: int = 1) -> Weighted[T]:
    """The first is the most frequent, and the tail is long."""
    return Weighted(values, ((place + shift) ** -exponent for place in range(len(values))))


def invented(number: int, *, syllables: int, ends: Sequence[str]) -> str:
    """A proper name that no other number has, for as long as its syllables last."""
    sounds, rest = "", number * 7919 + 11  # neighbours in frequency do not sound alike
    for _ in range(syllables):
        rest, first = divmod(rest, len(vocabulary.BEGIN))
        rest, vowel = divmod(rest, len(vocabulary.VOWEL))
        rest, close = divmod(rest, len(vocabulary.CLOSE))
        sounds += vocabulary.BEGIN[first] + vocabulary.VOWEL[vowel] + vocabulary.CLOSE[close]
    return (sounds + ends[(rest + number) % len(ends)]).capitalize()


LONG_TAIL = 24_000
TOWNS = zipf([invented(n, syllables=2, ends=vocabulary.TOWN_ENDS) for n in range(LONG_TAIL)], shift=8)
SURNAMES = zipf([invented(n + LONG_TAIL, syllables=2, ends=["o", "a", "i", "en"]) for n in range(LONG_TAIL)], shift=8)

TOPIC = zipf(topics_by_frequency(), exponent=0.9)
TOPIC_COUNT = Weighted(range(1, 7), [30, 28, 20, 12, 6, 4])
COUNTRY = zipf(vocabulary.COUNTRIES, exponent=0.8)
LANGUAGE = zipf(vocabulary.LANGUAGES, exponent=1.2)
KIND = Weighted(list(vocabulary.KINDS), vocabulary.KINDS.values())
RARE = zipf(vocabulary.RARE)
PERSON = zipf(range(PEOPLE), exponent=0.6)
WHO, DO, WHAT, WHERE, WHY = map(phrases, (vocabulary.WHO, vocabulary.DO, vocabulary.WHAT, vocabulary.WHERE, vocabulary.WHY))


def people() -> list[str]:
    """Names of the people behind the organizations."""
    random = Random(SEED)  # noqa: S311  # the same each time
    return [f"{invented(n, syllables=1, ends=['a', 'e', 'in', 'is'])} {SURNAMES.draw(random)}" for n in range(PEOPLE)]


def entry(number: int, seed: int = SEED) -> Entry:
    """The entry of this number, from 0 on."""
    random = Random(seed << 40 ^ number)  # noqa: S311  # the same each time
    chance = random.random
    chosen = list(dict.fromkeys(TOPIC.draw(random) for _ in range(TOPIC_COUNT.draw(random))))
    seat = TOWNS.draw(random)
    name = a_name(random, TOPICS[chosen[0]].name, seat)
    slug = f"{slugified(name)}-{number}"
    host = f"{slug.replace('-', '')}.example"
    began = int(2025 - 75 * chance() ** 2.2)
    country = COUNTRY.draw(random)
    published_at = BEGINNING + timedelta(seconds=int(chance() * DAYS * 86_400))
    return Entry(
        number=number,
        uid=UUID(int=random.getrandbits(128), version=4),
        slug=slug,
        name=name,
        short_name="".join(word[0] for word in name.split()) if chance() < 0.1 else "",
        kind=KIND.draw(random),
        summary=a_summary(random, name, TOPICS[chosen[0]].name),
        description=a_description(random, name, [TOPICS[topic].name for topic in chosen]),
        began=began,
        ended=began + int(chance() * (2026 - began)) if chance() < 0.03 else None,
        seat=seat,
        country=country,
        works_in=places_of_work(random, country),
        languages=list(dict.fromkeys(LANGUAGE.draw(random) for _ in range(1 + int(chance() * 2.5)))),
        topics=chosen,
        helps=some(random, vocabulary.HELPS) or ["learn"],
        website=f"https://{host}/",
        channels=[(network, f"https://{network}.example/{slug}") for network in some(random, vocabulary.NETWORKS)],
        identifier=f"{random.randrange(10**7):07}" if chance() < 0.15 else "",
        person=PERSON.draw(random) if chance() < 0.05 else None,
        partner=random.randrange(number) if number and chance() < 0.06 else None,
        published_at=published_at,
        verified_on=published_at.date() + timedelta(days=int(chance() * 365)) if chance() < 0.7 else None,
    )


def some(random: Random, chances: dict[str, float]) -> list[str]:
    return [value for value, chance in chances.items() if random.random() < chance]


def places_of_work(random: Random, country: str) -> list[str]:
    """Where it works beside its seat: for most nowhere, for some in a few countries, for a few worldwide."""
    form = random.random()
    if form < 0.7:
        return []
    if form < 0.75:
        return ["001"]
    drawn = dict.fromkeys(COUNTRY.draw(random) for _ in range(1 + int(random.random() * 5)))
    return [place for place in drawn if place != country]


def a_name(random: Random, topic: str, town: str) -> str:
    form, pick = random.random(), random.choice
    if form < 0.55:
        return f"{pick(vocabulary.FIRST)} {pick(vocabulary.MIDDLE)} {pick(vocabulary.LAST)}"
    if form < 0.75:
        return f"{pick(vocabulary.FIRST)} {pick(vocabulary.FIRST)} {pick(vocabulary.MIDDLE)} {pick(vocabulary.LAST)}"
    if form < 0.85:
        return f"{pick(vocabulary.MIDDLE)} for {topic}"
    if form < 0.95:
        return f"{town} {pick(vocabulary.MIDDLE)} {pick(vocabulary.LAST)}"
    return f"{pick(vocabulary.FIRST)}{pick(vocabulary.MIDDLE).lower()}"


def a_summary(random: Random, name: str, topic: str) -> str:
    pick = random.choice
    summary = f"{name} and {pick(WHO)} {pick(DO)} {pick(WHAT)} for {topic.lower()}."
    return f"{summary} We {pick(DO)} {pick(WHAT)} {pick(WHERE)}." if random.random() < 0.5 else summary


def a_description(random: Random, name: str, topics: Sequence[str]) -> str:
    """80 to 200 words, in paragraphs of three sentences."""
    wanted, words = 80 + random.randrange(121), 0
    rare_at = random.randrange(6) if random.random() < 0.1 else -1
    sentences: list[str] = []
    while words < wanted:
        sentence = a_sentence(random, name, topics, len(sentences))
        if len(sentences) == rare_at:
            sentence += f" One of our programmes is about {RARE.draw(random)}."
        sentences.append(sentence)
        words += sentence.count(" ") + 1
    return "\n\n".join(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))


def a_sentence(random: Random, name: str, topics: Sequence[str], place: int) -> str:
    form, pick = random.random(), random.choice
    if place == 1:
        founders, town = f"{SURNAMES.draw(random)} and {SURNAMES.draw(random)}", TOWNS.draw(random)
        return f"{founders} founded us in {town}, and {pick(WHO)} still {pick(DO)} {pick(WHAT)} there."
    if place == 4 and form < 0.5:
        return f"You are welcome at our doors in {TOWNS.draw(random)} and {TOWNS.draw(random)}."
    if form < 0.4:
        return f"{pick(WHO).capitalize()} {pick(DO)} {pick(WHAT)} {pick(WHERE)}, {pick(WHY)}."
    if form < 0.65:
        since = 1950 + random.randrange(75)
        return f"Since {since} we {pick(DO)} {pick(WHAT)} and {pick(DO)} {pick(WHAT)} {pick(WHERE)}."
    if form < 0.85:
        return f"What we do for {pick(topics).lower()} helps {pick(WHO)} {pick(DO)} {pick(WHAT)}, {pick(WHY)}."
    return f"At {name}, {pick(WHO)} and {pick(WHO)} {pick(DO)} {pick(WHAT)}."


def slugified(name: str) -> str:
    """Names here are plain ASCII; Django's slugify would take a tenth of the whole time."""
    return name.lower().replace("'", "").replace(" ", "-")
