"""What others take away: the directory as files, and in the words of other vocabularies.

`entries.py` says which entries may be passed on, and each as one flat row. `tables.py` parts them into linked tables, `database.py`
puts these into SQLite, `files.py` writes each file of the data page, `package.py` describes them, and `building.py` makes all of
them anew when the directory has changed.
"""
