"""People's answers fit the calibrator of their own project, and the next identification uses it.

Nothing is asked of a detector: the stored votes are weighed anew. The answers are those of a sample that is denser
around the threshold; a logistic model takes no harm from that, since whether a row was drawn depends on its score,
which is among what the model sees (Manski & Lerman 1977 on sampling by the regressors).
"""

from typing import TYPE_CHECKING

from core.access import require
from core.identification import calibrating
from core.identification.calibrating import Calibration, Checked
from core.identification.checking.standing import CheckedRow, checked_rows
from core.identification.configuration import Question, consensus, load, project_specs
from core.identification.preparing import prepare
from core.identification.votes import blank, from_json
from core.records import Account, Project, Role

if TYPE_CHECKING:
    from core.workspace import Workspace


def refit(ws: "Workspace", account: Account, project_id: str) -> Calibration:
    """Fit the project's calibrator to its answers and keep it; segments wait to be weighed anew after that.

    Raises PermissionDeniedError for others than owners, InvalidInputError where there are too few answers.
    """
    require(ws, account, project_id, Role.OWNER)
    with ws.snapshot(project_id) as snapshot:
        rows = [row for row in checked_rows(ws, project_id, snapshot) if row.votes]
    made = calibrating.fit(_seen(ws, ws.ledger.projects.get(project_id), rows) if rows else [])
    calibrating.keep(ws.project_folder(project_id), made)
    ws.ledger.audit.append(account.id, "refit calibration", f"{made.rows} checks", project_id=project_id)
    return made


def _seen(ws: "Workspace", project: Project, rows: list[CheckedRow]) -> list[Checked]:
    """The answers as the calibrator sees them."""
    detectors = load(project_specs(ws, project))
    votes = from_json(
        [row.votes or "[]" for row in rows], [blank(one.name, one.raw_labels, one.tags, 0) for one in detectors]
    )
    vote = consensus(detectors, Question.of(project))
    features = vote.features(prepare([row.text for row in rows]), votes, [row.declared_language for row in rows])
    return [Checked(tuple(map(float, seen)), row.right) for seen, row in zip(features, rows, strict=True)]
