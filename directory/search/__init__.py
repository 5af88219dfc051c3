"""A query string becomes a page of entries and facet counts.

`query.py` reads the address, `words.py` reads texts, `index.py` holds the directory as sets of numbers, `facets.py` counts.
"""
