"""Which detector can say which language: a detector that cannot say a language has no say on it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from core.identification import labels
from core.identification.detectors import DetectorSpec

Coverage = Mapping[str, frozenset[str]]


def coverage(asked: Sequence[DetectorSpec]) -> Coverage:
    """For each detector the tags it can say. Raises ModelMissingError where a model cannot be read."""
    return {spec.name: _tags(spec) for spec in asked}


def sayable(tag: str, known: Coverage) -> list[str]:
    """The detectors that can say `tag` (`pt` covers `pt-BR`, `no` covers `nb`)."""
    return [name for name, tags in known.items() if labels.covered(tag, tags)]


@lru_cache(maxsize=32)
def _tags(spec: DetectorSpec) -> frozenset[str]:
    return frozenset(tag for tag in spec.make().tags if tag)
