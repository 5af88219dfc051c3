"""Measures the site at a thousand to a million entries, beside the least that a page can cost: `make bench`."""
