"""The rows of a data version, as training and evaluation read them."""

from core.jobs.erasing.refusing import refuse_while_erasing
from core.records import DataVersion
from core.training.data import TrainingRow
from core.workspace import Workspace


def frozen_rows(workspace: Workspace, version: DataVersion) -> list[TrainingRow]:
    """All rows of a data version in its fixed order, with their texts from the corpus version that it pins.

    Raises ConflictError while a source of the project is being erased, and what `read_rows` raises.
    """
    from core.balancing.frozen import read_rows

    refuse_while_erasing(workspace, version.project_id)
    return [
        TrainingRow(
            id=row.id,
            text=row.text,
            language=row.language,
            formality=row.formality,
            domain=row.domain,
            split=row.split,
            group=row.group,
        )
        for row in read_rows(workspace, version)
    ]
