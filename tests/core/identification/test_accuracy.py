"""Quality floors on real lines and on the sample: what was measured, less a margin for another platform's rounding.

The weights of the vote were chosen on every other line; floors are checked on the lines between.
"""

import numpy as np
import pyarrow as pa
import pytest

from core.collection.sample import sample_languages, sample_rows
from core.identification.configuration import Question
from core.identification.detectors import specs
from core.identification.identifying import Identifier
from core.records import Project

pytestmark = pytest.mark.models

SAME = {"nb": "no", "tl": "fil"}  # lingua's file names -> tags without expected languages


def lines_of(folder, count):
    """Lines 1, 3, 5 … of each language's first `count`."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()][:count]
        found += [(line, SAME.get(path.stem, path.stem)) for line in lines[1::2]]
    return found


def accuracy(identifier, pairs, declared=None):
    table = pa.table({"text": [text for text, _ in pairs]})
    if declared is not None:
        table = table.append_column("declared_language", pa.array(declared, pa.string()))
    found = identifier.identify(table)["language"].to_pylist()
    return float(np.mean([tag == wanted for tag, (_, wanted) in zip(found, pairs, strict=True)]))


@pytest.fixture(scope="module")
def default_specs(store):
    return specs(Project(id="", name="").detectors, store)


@pytest.mark.parametrize(("kind", "floor"), [("sentences", 0.94), ("word-pairs", 0.82), ("single-words", 0.66)])
def test_the_default_detectors_on_75_languages_are_above_each_of_them(test_data, default_specs, kind, floor):
    pairs = lines_of(test_data / "lingua-testdata" / kind, 30)
    together = accuracy(Identifier.of(default_specs, Question()), pairs)
    alone = [accuracy(Identifier.of([spec], Question()), pairs) for spec in default_specs]
    assert together >= floor
    assert together > max(alone)


def test_capitals_cost_nothing(test_data, fasttext_spec):
    pairs = lines_of(test_data / "lingua-testdata" / "sentences", 60)
    identifier = Identifier.of([fasttext_spec], Question())
    upper = [(text.upper(), tag) for text, tag in pairs]
    assert accuracy(identifier, upper) >= accuracy(identifier, pairs) - 0.01


def test_expected_languages_raise_accuracy(test_data, fasttext_spec):
    wanted = ("ar", "de", "en", "es", "fr", "hi", "ja", "pt", "ru", "sw", "th", "zh")
    pairs = [pair for pair in lines_of(test_data / "lingua-testdata" / "single-words", 120) if pair[1] in wanted]
    free = accuracy(Identifier.of([fasttext_spec], Question()), pairs)
    assert accuracy(Identifier.of([fasttext_spec], Question(wanted)), pairs) >= free + 0.05


@pytest.mark.parametrize("language", sample_languages())
def test_the_sample_is_recognised(default_specs, language):
    rows = sample_rows(language)[::5]
    pairs = [(row.text, language) for row in rows]
    identifier = Identifier.of(default_specs, Question(sample_languages()))
    assert accuracy(identifier, pairs, [language] * len(rows)) >= (0.75 if language == "yo" else 0.98)
