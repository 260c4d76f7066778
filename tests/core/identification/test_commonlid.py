"""What the public harness is told, and a run inside it on lines that stand for its gated data."""

import json

import pytest

from core.identification.commonlid import _code, answers, sayable
from core.identification.configuration import Question
from core.identification.detectors import specs
from core.identification.identifying import Identifier

pytestmark = pytest.mark.models

TEXTS = {
    "The library closes at six on Fridays.": "eng",
    "Watoto wanacheza mpira nje ya nyumba yetu.": "swa",
    "Die Kinder spielen draußen vor dem Haus.": "deu",
}


@pytest.fixture
def identifier(store):
    return Identifier.of(specs(["fasttext", "pycld2", "eldc"], store), Question())


def test_languages_are_answered_as_three_letter_codes_and_doubt_as_none(identifier):
    assert answers([*TEXTS, "12 345"], identifier) == [*TEXTS.values(), None]
    assert {"eng", "swa", "hye"} <= sayable(identifier)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("hbs", "hbs"), ("fa-AF", "prs"), ("fa", "fas"), ("sr-Latn", "srp"), ("nb", "nob"), ("fil", "fil")],
)
def test_a_tag_becomes_the_code_of_the_language_it_means(tag, code):
    assert _code(tag) == code


def test_the_harness_runs_the_consensus_and_scores_it(identifier, tmp_path, monkeypatch, capsys):
    pytest.importorskip("commonlid", reason="the harness commonlid is not installed (see benchmarks/commonlid_harness)")
    from benchmarks import commonlid_harness as harness

    monkeypatch.setattr(harness, "default_identifier", lambda: identifier)
    lines = tmp_path / "lines.jsonl"
    rows = [{"text": text, "tag": tag} for text, tag in [*TEXTS.items(), ("12 345", "eng")]]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    harness.main(["--lines", str(lines), "--model", "cld2", "--out", str(tmp_path / "out")])
    summary = json.loads((tmp_path / "out" / "lines" / "isogloss" / "summary.json").read_text())
    assert (summary["n_samples"], summary["macro"]["n_languages_gold"]) == (4, 3)
    assert summary["macro"]["f1_gold_only"] == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert "swa" in summary["supported_languages"] and "sw" not in summary["supported_languages"]
    assert capsys.readouterr().out.splitlines()[0].startswith("isogloss   4 lines, 3 languages: macro-F1 0.8889")
