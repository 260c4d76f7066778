"""An adapter for `commonlid`, a public benchmark of language identification whose data is gated.

Whoever has the data checks the app's consensus with it: `pip install commonlid`, then in a script of one's own
`commonlid.register_model(harness_model())` and `commonlid evaluate Isogloss`. Answers are ISO 639-3 codes, None where
the consensus names no language. Nothing here needs `commonlid` to be installed until `harness_model` is called.
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


def harness_model() -> type:
    """A class that the harness can register. Raises ImportError where `commonlid` is not installed."""
    from commonlid.models.base import LIDModel

    class Isogloss(LIDModel):  # type: ignore[misc]
        """The consensus of the default detectors."""

        def __init__(self) -> None:
            super().__init__()
            self._identifier = default_identifier()

        def _predict_batch(self, texts: Sequence[str]) -> list[str | None]:
            return answers(texts, self._identifier)

    return Isogloss


@cache
def _code(tag: str) -> str:
    return str(Language.get(tag).to_alpha3())
