"""By what an entry is known: its names, addresses and identifiers, each in a form that all their spellings share.

The keys stand in a table of their own with an index, so that looking for likely duplicates costs the same in a directory of
ten entries and of a million. They are renewed whenever an entry is published, and whenever one that is not public yet is
proposed.
"""

import hashlib
import re

from directory.addresses import domain_key, page_key
from directory.curation.document import Document
from directory.models import MatchKey, Organization
from directory.models.match import Sort
from directory.models.vocabulary import Network
from directory.text import fold

type Keys = set[tuple[str, str]]

LONGEST = MatchKey._meta.get_field("key").max_length or 0
WORD = re.compile(r"[^\W_]+")
# Legal forms and small words say little: "The Water Foundation, Inc." is "Water Foundation".
SMALL_WORDS = frozenset(
    """
    a ag aisbl an and as asbl association at by charity co company coop corp corporation cic cio da de del der des di die do
    e el et ev foundation fund für fur ggmbh gmbh gug i in inc incorporated kg la las le les limited llc llp los ltd mbh nfp ngo
    npc npo nv of ong onlus org organisation organization para plc pte pty s sa sarl scio sl son stichting stiftung the trust ug und
    v verein vzw y z
    """.split()
)


def keys_of(document: Document) -> Keys:
    """All keys of a document."""
    return {(sort, _short(key)) for sort, key in _keys(document) if key}


def _keys(document: Document):
    names = [document["name"], *(row["name"] for row in document["other_names"])]
    yield Sort.NAME, fold(document["name"])
    for name in names[1:]:
        yield Sort.OTHER_NAME, fold(name)
    for name in names:
        for words in spellings(name):
            yield Sort.WORDS, words
    website = website_of(document)
    for row in document["channels"]:
        yield Sort.WEBSITE if row["url"] == website else Sort.CHANNEL, page_key(row["url"])
        if row["network"] in {Network.WEBSITE, Network.BLOG}:
            yield Sort.DOMAIN, domain_key(row["url"])
    for row in document["identifiers"]:
        yield Sort.IDENTIFIER, identifier_key(row["scheme"], row["value"])


def spellings(name: str) -> set[str]:
    """The telling words of a name: in the order of the alphabet, and without blanks."""
    words = WORD.findall(fold(name).replace(".", "").replace("'", "").replace("’", ""))
    telling = [word for word in words if word not in SMALL_WORDS] or words
    return {" ".join(sorted(set(telling))), "".join(telling)} - {""}


def website_of(document: Document) -> str:
    """Its website, or else its first channel; empty if it has none."""
    channels = sorted(document["channels"], key=lambda row: row["network"] != Network.WEBSITE)
    return channels[0]["url"] if channels else ""


def identifier_key(scheme: str, value: str) -> str:
    """`GB-CHC 1 137 000` and `gb-chc 1137000` are the same number."""
    plain = "".join(WORD.findall(fold(value)))
    return f"{fold(scheme)} {plain}" if plain else ""


def _short(key: str) -> str:
    return key if len(key) <= LONGEST else hashlib.sha256(key.encode()).hexdigest()


def renew(organization: Organization, document: Document) -> bool:
    """Make an organization known by what the document says; False when that changes nothing."""
    wanted = keys_of(document)
    present = {(row.sort, row.key): row.pk for row in organization.match_keys.all()}
    gone = [pk for key, pk in present.items() if key not in wanted]
    new = wanted - present.keys()
    if gone:
        MatchKey.objects.filter(pk__in=gone).delete()
    if new:
        rows = [MatchKey(organization=organization, sort=sort, key=key) for sort, key in sorted(new)]
        MatchKey.objects.bulk_create(rows, ignore_conflicts=True)
    return bool(gone or new)
