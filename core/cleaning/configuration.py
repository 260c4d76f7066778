"""The number of a way of cleaning, stored with each row (`cleaned`): rows cleaned in another way are pending."""

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus
    from core.workspace import Workspace

METHOD = 1  # raised when normalisation, figures or patterns change what comes out for the same text


@cache
def number() -> int:
    """The present configuration: 0 … 2³¹ − 1; from the method and the libraries whose tables decide."""
    said = f"{METHOD} {version('ftfy')} {version('phonenumbers')} {version('regex')}"
    return int.from_bytes(blake2b(said.encode(), digest_size=4).digest()) >> 1


def condition() -> str:
    """The Lance filter for rows that are not cleaned, or cleaned in another way."""
    return f"cleaned is null or cleaned != {number()}"


def pending(ws: "Workspace", project_id: str) -> int:
    """How many segments of a project wait to be cleaned."""
    return pending_rows(ws.corpus(project_id))


def pending_rows(corpus: "Corpus") -> int:
    """How many rows wait to be cleaned."""
    if not corpus.exists:
        return 0
    dataset = corpus.open()
    if "cleaned" not in dataset.schema.names:  # a table from before cleaning
        return int(dataset.count_rows())
    return int(dataset.count_rows(filter=condition()))
