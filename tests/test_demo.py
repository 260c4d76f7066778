"""The demo runs the whole loop with the real models and reports it as other programs read it."""

import json

import pytest

from core.demo.loop import LEFT_OUT, run_demo, some_situations
from core.demo.reports import DemoReport

STAGES = ["import", "identify", "tag", "balance", "freeze", "train", "evaluate"]


def checked(report: DemoReport) -> DemoReport:
    """The report, after what must hold of any demo."""
    assert list(report.stages) == STAGES
    assert report.stages["identify"].kept >= 0.9 * report.stages["identify"].rows_in
    assert sum(report.data_version.rows.values()) == report.stages["freeze"].rows_in
    assert set(report.data_version.rows) == {"train", "dev", "test"}
    assert [trained.recipe for trained in report.training] == [
        "classification:domain",
        "classification:formality",
        "rewriting:rewriting",
    ]
    assert all(len(trained.per_language) >= 12 for trained in report.training)
    assert report.training[0].left_out == list(LEFT_OUT)
    assert all("split:test" in score.signature and score.n > 0 for score in report.scores)
    assert {"accuracy", "macro_f1", "bits_per_byte", "chrf++", "bleu"} <= {score.metric for score in report.scores}
    assert json.loads(report.model_dump_json())["data_version"]["hash"] == report.data_version.hash
    return report


def test_a_tenth_takes_situations_of_every_domain():
    chosen = some_situations(0.1)
    assert 10 <= len(chosen) <= 12
    assert len({name.split("-")[0] for name in chosen}) >= 6
    assert some_situations(1.0) == ()


@pytest.mark.models
@pytest.mark.timeout(1800)
def test_the_loop_on_a_tenth_of_the_sample(workspace):
    told: list[str] = []
    report = checked(run_demo(workspace, share=0.1, max_steps=4, tell=told.append))
    assert report.stages["import"].rows_in == 2 * 14 * len(some_situations(0.1))
    assert any(line.startswith("balance:") for line in told)


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(5400)
def test_tuned_is_better_than_base_on_the_whole_sample(workspace):
    report = checked(run_demo(workspace, tell=lambda _line: None))
    domain, formality, rewriting = report.training
    assert domain.after > domain.before
    assert domain.p < 0.05
    assert (domain.after + formality.after) > (domain.before + formality.before)
    better = [tag for tag, pair in rewriting.per_language.items() if pair.after < pair.before]
    assert len(better) >= 10
