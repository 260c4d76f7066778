"""Languages by name, own name and tag: what a search for a language looks through."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from core.api.dependencies import CurrentAccount, CurrentWorkspace
from core.languages import autonym, choices, direction, name, standard_tag

router = APIRouter(prefix="/languages", tags=["languages"])


class LanguageView(BaseModel):
    """A language: its BCP 47 tag, its name in your interface language, its own name, and its direction (rtl, ltr)."""

    tag: str
    name: str
    autonym: str
    direction: str


@router.get("")
def list_languages(workspace: CurrentWorkspace, account: CurrentAccount, response: Response) -> list[LanguageView]:
    """The languages that pickers offer; any other BCP 47 tag can be used too."""
    response.headers["Cache-Control"] = "private, max-age=86400"
    display = _display(workspace, account.id)
    return [_view(tag, display) for tag in choices()]


@router.get("/{tag}")
def read_language(workspace: CurrentWorkspace, account: CurrentAccount, tag: str) -> LanguageView:
    """The language of a tag in its normal form; 422 where it is none."""
    return _view(standard_tag(tag), _display(workspace, account.id))


def _display(workspace: CurrentWorkspace, account_id: str) -> str:
    return workspace.ledger.accounts.get(account_id).interface_language


def _view(tag: str, display: str) -> LanguageView:
    return LanguageView(tag=tag, name=name(tag, display), autonym=autonym(tag), direction=direction(tag))
