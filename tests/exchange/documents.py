"""Documents with every sort of text in every place, for properties that must hold of any."""

from hypothesis import strategies as st

from directory.curation import document
from directory.curation.document import LISTS, PARTS, SHAPE, TEXTS, YEARS
from directory.text import UNSTORABLE

# Letters, and what has a meaning somewhere on the way through a file.
MARKS = "=+-@'\"\t\r\n\\|;,:_x005F\u2028\u00a0＝↪{}[]<>&"


def storable(text: str) -> str:
    return UNSTORABLE.sub("", text)


texts = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=MARKS, max_size=12),
    st.sampled_from(["=1+1", "'=1", "_x000D_", "NA", "NULL", "1e5", "007", "true", "a\r\nb", "#N/A", "\\n", "a\\;b"]),
).map(storable)
years = st.none() | st.integers(-9999, 99999)


def part(name: str) -> st.SearchStrategy[dict]:
    of_default = {type(None): years, list: st.lists(texts, max_size=3)}
    return st.fixed_dictionaries({key: of_default.get(type(default), texts) for key, default in PARTS[name].keys.items()})


def value(key: str) -> st.SearchStrategy:
    if key in TEXTS:
        return texts
    if key in YEARS:
        return years
    return st.lists(texts, max_size=3) if key in LISTS else st.lists(part(key), max_size=3)


def documents() -> st.SearchStrategy[dict]:
    """Documents in the one shape, fit to be published or not."""
    return st.fixed_dictionaries({key: value(key) for key in SHAPE}).map(document.normal)
