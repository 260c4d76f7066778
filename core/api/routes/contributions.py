"""Contributions of language experts: the statement, one's consent, and what one writes; withdrawing all of it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from core.api.dependencies import CurrentAccount, CurrentWorkspace, MemberProject
from core.collection.contributing import consenting, statement
from core.collection.contributing.statement import Statement
from core.collection.contributing.writing import Contribution, ContributionReport, contribute
from core.jobs.erasing.asking import withdraw
from core.records import Consent, Job

router = APIRouter(prefix="/projects/{project_id}", tags=["contributions"])


class GiveConsent(BaseModel):
    """Agreeing to a version of the statement; `licence` is one of those that it offers."""

    statement: int
    licence: str


class Withdraw(BaseModel):
    """Withdrawing a consent, which erases what was given under it."""

    key: Annotated[str, Field(min_length=1, max_length=150)]


@router.get("/statement")
def read_statement(_project: MemberProject) -> Statement:
    """The statement that contributors agree to, in English."""
    return statement.current()


@router.get("/consents")
def list_consents(workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject) -> list[Consent]:
    """What one agreed to in this project, newest first."""
    return workspace.ledger.consents.of_account(project.id, account.id)


@router.post("/consents", status_code=201)
def give_consent(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, given: GiveConsent
) -> Consent:
    """Agree to the statement; while that consent is in force, the same one comes back."""
    return consenting.give(workspace, account, project.id, version=given.statement, licence=given.licence)


@router.post("/consents/{consent_id}/withdraw", status_code=202)
def withdraw_consent(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, consent_id: str, asked: Withdraw
) -> Job:
    """Withdraw one's own consent; the job erases everything that was given under it."""
    return withdraw(workspace, account, project.id, consent_id, key=asked.key)


@router.post("/contributions", status_code=201)
def add_contribution(
    workspace: CurrentWorkspace, account: CurrentAccount, project: MemberProject, given: Contribution
) -> ContributionReport:
    """Add what one wrote; the answer is sent once it is stored."""
    return contribute(workspace, account, project.id, given)
