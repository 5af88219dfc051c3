import csv

from bench import files


def test_a_file_has_rows_of_every_sort(tmp_path):
    files.write(tmp_path / "entries.csv", 500)
    with (tmp_path / "entries.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert len(rows) == 500
    assert 480 < len(set(rows)) < 500
    hosts = [row[1].split("/")[2] for row in rows]
    assert 40 < hosts.count("platform.example") < 60
    assert len(set(hosts)) < 470
