"""Which segments are set apart, at random but always the same ones: by a hash of their ids alone.

* `is_reserved`: a fifth of a project's segments, from which nothing is ever learnt. Labels on them are the unbiased
  sample on which suggestions are judged, since neither a model nor a person had a hand in choosing them.
* `goes_without`: a fifth of the segments, another one for each person, is shown without a suggestion, so that what
  suggestions save and how they sway can be measured.
"""

from hashlib import blake2b

RESERVED = WITHOUT = 0.2


def is_reserved(project_id: str, segment_id: str) -> bool:
    """Whether this segment is kept for judging and never learnt from."""
    return _share("reserved", project_id, segment_id) < RESERVED


def goes_without(segment_id: str, account_id: str) -> bool:
    """Whether this person is shown no suggestion on this segment, whatever the project's mode."""
    return _share("without", segment_id, account_id) < WITHOUT


def _share(*parts: str) -> float:
    """A number from 0 to 1, evenly spread over all inputs."""
    return int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=8).digest(), "big") / 2**64
