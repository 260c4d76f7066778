"""An adapter for `commonlid`, a public benchmark of language identification whose data is gated.

Whoever has the data checks the app's consensus with it: in a script of one's own, a subclass of the harness's LIDModel
whose `_predict_batch(texts)` returns `answers(texts, default_identifier())`, registered by its `register_model`.
Answers are ISO 639-3 codes, None where the consensus names no language. Nothing here needs `commonlid` to be installed.
"""

from collections.abc import Sequence
from functools import cache

import pyarrow as pa
from langcodes import Language

from core.identification.configuration import Question
from core.identification.detectors import specs
from core.identification.identifying import Identifier
from core.identification.preparing import composed
from core.models.store import ModelStore
from core.records import Project
from core.settings import Settings


def answers(texts: Sequence[str], identifier: Identifier) -> list[str | None]:
    """The ISO 639-3 code of each text's language; None where none is named."""
    found = identifier.identify(pa.table({"text": pa.array(composed(texts), pa.string())}))
    return [_code(tag) if tag else None for tag in found["language"].to_pylist()]


def default_identifier() -> Identifier:
    """The detectors that new projects ask, with no language expected."""
    return Identifier.of(specs(Project(id="", name="").detectors, ModelStore(Settings().model_folder)), Question())


@cache
def _code(tag: str) -> str:
    return str(Language.get(tag).to_alpha3())
