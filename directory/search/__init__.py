"""A query string becomes a page of entries and facet counts.

`query.py` reads the address, `understanding.py` the words in it. `index.py` keeps the index of this process up with the database;
`finding.py` answers questions, with `matching.py` and `terms.py` for words, `facets.py` and `counting.py` for counts and
`paging.py` for pages; all of it is algebra on sets (`sets.py`). Behind them stand `base.py`, the bulk of
the directory in flat memory, `recent.py`, what has changed since, and `snapshot.py`, the base in a file.
"""
