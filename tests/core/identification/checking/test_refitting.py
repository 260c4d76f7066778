"""Answers fit the project's own calibrator; too few of them fit nothing."""

import pytest
from tagging_project import tagging_project

from core.errors import InvalidInputError, PermissionDeniedError
from core.identification import calibrating
from core.identification.checking import answering, refitting
from core.identification.checking.answering import Answer, NewCheck
from core.identification.pending import pending
from core.jobs.inline import run_inline
from core.jobs.workflows.identify import IdentifyRequest
from core.records import LOCAL_ACCOUNT, Account

pytestmark = pytest.mark.models


@pytest.fixture
def project(workspace):
    """Eighty Swahili segments, identified by the real detectors."""
    texts = {"sw": [f"Mtoto wa {n} alikuwa akicheza mpira uwanjani jioni" for n in "abcdefghijklmnopqrst" * 4]}
    texts["sw"] = [f"{text} {place % 7 * 'sana '}" for place, text in enumerate(texts["sw"])]
    made = tagging_project(workspace, texts=texts)
    workspace.ledger.projects.update(made.id, detectors=("fasttext", "py3langid"))
    run_inline(workspace, "identify", IdentifyRequest(project_id=made.id), project_id=made.id)
    return workspace.ledger.projects.get(made.id)


def scores(workspace, project):
    with workspace.snapshot(project.id) as snapshot:
        return snapshot.sql("select language_score as score from segments order by number")["score"].to_pylist()


def answer(workspace, project, count, wrong):
    with workspace.snapshot(project.id) as snapshot:
        ids = snapshot.sql("select id from segments where language = 'sw' order by number")["id"].to_pylist()[:count]
    given = [
        NewCheck(f"k{n}", name, "sw", Answer.NO if n % (count // wrong) == 0 else Answer.YES)
        for n, name in enumerate(ids)
    ]
    answering.record(workspace, project.id, "local", given)


def test_answers_move_the_projects_own_coefficients(workspace, project):
    answer(workspace, project, count=80, wrong=40)
    made = refitting.refit(workspace, LOCAL_ACCOUNT, project.id)
    assert made.rows == 80
    assert calibrating.of_project(workspace.project_folder(project.id)) == made
    assert made.intercept < calibrating.shipped().intercept  # half of what looked sure was wrong
    assert workspace.ledger.audit.list(project.id)[0].action == "refit calibration"


def test_the_next_identification_weighs_the_stored_votes_with_them(workspace, project):
    before = scores(workspace, project)
    assert pending(workspace, project.id) == 0
    answer(workspace, project, count=80, wrong=40)
    refitting.refit(workspace, LOCAL_ACCOUNT, project.id)
    assert pending(workspace, project.id) == 80
    request = IdentifyRequest(project_id=project.id)
    assert run_inline(workspace, "identify", request, project_id=project.id).rows == 80
    assert pending(workspace, project.id) == 0
    assert sum(scores(workspace, project)) < sum(before)


def test_too_few_answers_fit_nothing_and_others_may_not(workspace, project):
    answer(workspace, project, count=10, wrong=2)
    with pytest.raises(InvalidInputError):
        refitting.refit(workspace, LOCAL_ACCOUNT, project.id)
    with pytest.raises(PermissionDeniedError):
        refitting.refit(workspace, Account("who", "Who"), project.id)
    assert calibrating.of_project(workspace.project_folder(project.id)) == calibrating.shipped()
