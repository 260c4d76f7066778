"""An adapter for `commonlid`, a public benchmark of language identification whose data is gated.

Answers are ISO 639-3 codes, None where the consensus names no language. A macrolanguage stays one (`ara`, `swa`), as
the harness's own CLD2 and CLD3 answer: which member it is, no detector here says. Nothing in this module needs
`commonlid` to be installed; the harness's model class is `benchmarks.commonlid_harness`.
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

# What the tables behind langcodes read as another language than is meant here.
MEANT = {"hbs": "hbs", "fa-AF": "prs"}


def answers(texts: Sequence[str], identifier: Identifier) -> list[str | None]:
    """The ISO 639-3 code of each text's language; None where none is named."""
    found = identifier.identify(pa.table({"text": pa.array(composed(texts), pa.string())}))
    return [_code(tag) if tag else None for tag in found["language"].to_pylist()]


def sayable(identifier: Identifier) -> frozenset[str]:
    """The codes that can come out."""
    return frozenset(map(_code, identifier.consensus.tags))


def default_identifier() -> Identifier:
    """The detectors that new projects ask, with no language expected."""
    return Identifier.of(specs(Project(id="", name="").detectors, ModelStore(Settings().model_folder)), Question())


@cache
def _code(tag: str) -> str:
    return MEANT.get(tag) or str(Language.get(tag).to_alpha3())
