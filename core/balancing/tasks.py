"""From a deficit to work for somebody: a worklist that holds the cell's segments and those it can grow from.

The same worklist serves a deficit that only collecting can close: it is empty until segments of its language arrive,
can be assigned meanwhile, and its reason says what to collect. Labels given in it change the deficit.
"""

from core import languages as tags
from core.balancing.targets import Deficit, Remedy
from core.records import LOCAL_ACCOUNT, Worklist
from core.tagging import worklists
from core.workspace import Workspace


def open_worklist(
    ws: Workspace,
    project_id: str,
    deficit: Deficit,
    *,
    account_id: str = LOCAL_ACCOUNT.id,
    assigned_to: str | None = None,
    why: str = "",
    overlap: int = 1,
) -> Worklist:
    """The worklist of a deficit; while one with the same segments is open, that one is returned.

    `why` is put before the reason that the deficit gives; `overlap` people are to label each segment of a new one.
    """
    for worklist in ws.ledger.worklists.list(project_id):
        if worklist.selection == deficit.selection:
            return worklist
    return worklists.create(
        ws,
        project_id,
        title(deficit),
        deficit.selection,
        ws.ledger.projects.get(project_id).schemes,
        reason=f"{why} {reason(deficit)}".strip(),
        assigned_to=assigned_to,
        goal=deficit.missing,
        account_id=account_id,
        overlap=overlap,
    )


def title(deficit: Deficit) -> str:
    """The cell in words: its language, formality and domain as far as they are given."""
    language = tags.name(deficit.language) if deficit.language else None
    return " · ".join(part for part in (language, deficit.formality, deficit.domain) if part) or "All segments"


def reason(deficit: Deficit) -> str:
    """Why the work is there, and what kind of work it is."""
    lacking = f"{deficit.have} of {deficit.wanted} segments are there."
    what = {
        Remedy.TAG: f"{deficit.candidates} segments wait to be tagged.",
        Remedy.TAG_AND_COLLECT: f"{deficit.candidates} segments wait to be tagged; more must be collected.",
        Remedy.COLLECT: "None wait to be tagged: collect more.",
    }[deficit.remedy]
    return f"{lacking} {what}"
