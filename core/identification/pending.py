"""How many segments the project's present configuration has not seen; loads no detector."""

from typing import TYPE_CHECKING

from core.errors import ModelMissingError
from core.identification.configuration import number, project_question, project_specs

if TYPE_CHECKING:
    from core.corpus.corpus import Corpus
    from core.workspace import Workspace


def pending(ws: "Workspace", project_id: str) -> int:
    """Segments to be identified by the project's detectors with its expected languages; 0 means nothing to do.

    Where a model is not in the store yet, every segment counts.
    """
    corpus = ws.corpus(project_id)
    if not corpus.exists:
        return 0
    project = ws.ledger.projects.get(project_id)
    try:
        asked = project_specs(ws, project, fetch=False)
    except ModelMissingError:
        return int(corpus.open().count_rows())
    return pending_rows(corpus, number(asked, project_question(ws, project)))


def pending_rows(corpus: "Corpus", configuration: int) -> int:
    """How many rows the configuration with this number has not seen."""
    return int(corpus.open().count_rows(filter=condition(configuration))) if corpus.exists else 0


def condition(configuration: int) -> str:
    """The Lance filter for these rows."""
    return f"identified is null or identified != {int(configuration)}"
