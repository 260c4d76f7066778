"""What the public harness is told."""

import pytest

from core.identification.commonlid import answers
from core.identification.configuration import Question
from core.identification.detectors import specs
from core.identification.identifying import Identifier

pytestmark = pytest.mark.models


def test_languages_are_answered_as_three_letter_codes_and_doubt_as_none(store):
    identifier = Identifier.of(specs(["fasttext", "pycld2", "eldc"], store), Question())
    texts = ["The library closes at six on Fridays.", "Watoto wanacheza mpira nje ya nyumba yetu.", "12 345"]
    assert answers(texts, identifier) == ["eng", "swa", None]
