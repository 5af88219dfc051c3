import pytest

from bench.bulk import measured
from directory.opendata.files import WRITERS


@pytest.mark.django_db
def test_every_file_of_the_data_page_is_measured(make_organization, tmp_path):
    make_organization(name="Kiva")
    speeds = measured(tmp_path)
    assert set(speeds) == {file.title for file in WRITERS} | {"peak_mb"}
    assert all(value > 0 for value in speeds.values())
