"""The sample is what its data card says: parallel, complete, not betrayed by length or punctuation."""

import csv
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.languages import script, standard_tag

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
FILES = sorted((SAMPLES / "parallel").glob("*.tsv"))
LIMIT = 0.65  # of the task that asked for the sample: formality must lie in the words


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def situations():
    return {row["id"]: row["domain"] for row in rows_of(SAMPLES / "situations.tsv")}


def surface(text):
    marks = [char for char in text if unicodedata.category(char).startswith("P")]
    return [
        len(text),
        len(text.split()),
        len(marks),
        text.count(","),
        text.count("!"),
        text.count("?"),
        len(marks) / len(text),
    ]


def test_there_are_enough_languages_scripts_situations_and_domains():
    tags = [standard_tag(path.stem) for path in FILES]
    assert len(tags) >= 12
    assert len({script(tag) for tag in tags}) >= 7
    assert len(situations()) >= 100
    assert len(set(situations().values())) >= 6


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_situation_has_both_wordings_in_nfc(path):
    rows = rows_of(path)
    assert [row["situation"] for row in rows] == list(situations())
    texts = [row[side] for row in rows for side in ("colloquial", "formal")]
    assert all(text and text == text.strip() and text == unicodedata.normalize("NFC", text) for text in texts)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_length_and_punctuation_do_not_give_formality_away(path):
    rows = rows_of(path)
    features = np.array([surface(row[side]) for row in rows for side in ("colloquial", "formal")], dtype=float)
    formal = np.array([0, 1] * len(rows))
    groups = np.repeat(np.arange(len(rows)), 2)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    accuracy = cross_val_score(model, features, formal, groups=groups, cv=GroupKFold(5)).mean()
    assert accuracy <= LIMIT
