"""py3langid on arrays says what the package says."""

import pytest

from core.collection.sample import sample_languages, sample_rows
from core.identification.detectors.py3langid import Py3LangId
from core.identification.preparing import composed, detection_copy


@pytest.mark.parametrize("language", sample_languages())
def test_votes_are_those_of_the_package(language):
    detector = Py3LangId()
    texts = [
        " ".join(text.split()) for text in detection_copy(composed([row.text for row in sample_rows(language)[:20]]))
    ]
    votes = detector.detect(texts)
    for row, text in enumerate(texts):
        own = detector._model.rank(text)
        for column in range(2):
            if votes.labels[row, column] >= 0:
                assert votes.scores[row, column] == pytest.approx(own[column][1], abs=2e-3)
                assert own[column][0] == detector.raw_labels[votes.labels[row, column]] or own[column][1] < 0.01
