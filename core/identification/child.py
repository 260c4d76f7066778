"""A process that detects: `python -m core.identification.child`, started by `pool`; its set-up is JSON."""

import json

from pydantic import TypeAdapter

from core.identification.configuration import Question
from core.identification.detectors import DetectorSpec
from core.identification.identifying import Identifier
from core.processes.serving import Work, main


def identifying(set_up: bytes) -> Work:
    """What the children of a pool do. Raises ModelMissingError and the like where a detector cannot be made."""
    given = json.loads(set_up)
    detectors = [DetectorSpec(**{**spec, "languages": tuple(spec["languages"])}) for spec in given.pop("detectors")]
    return Identifier.of(detectors, TypeAdapter(Question).validate_python(given)).identify


if __name__ == "__main__":
    main(identifying)
