from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from directory.curation import starter
from directory.search import index, judged

JUDGEMENTS = Path(__file__).with_name("judgements.toml")


@pytest.fixture
def loaded(db):
    starter.load(Path(settings.BASE_DIR) / "fixtures")


def test_the_search_finds_what_people_judged_best(loaded):
    results = judged.judge(index.current(), JUDGEMENTS)
    queries, ndcg, success = judged.averages(results)["all"]
    assert queries >= 150
    worst = sorted((round(result.ndcg, 2), result.text) for result in results)[:10]
    assert ndcg >= 0.95, worst
    assert success >= 0.95, worst


def test_the_command_prints_the_averages(loaded, capsys):
    call_command("judge_search", JUDGEMENTS, worst=1)
    told = capsys.readouterr().out
    assert "nDCG@10" in told
    assert "wanted" in told
