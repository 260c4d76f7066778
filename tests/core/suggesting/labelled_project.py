"""A project with enough labelled texts to learn from, in two languages, and texts in a third."""

from core.records import EventKind, NewEvent, Project, Selection
from core.suggesting.reserving import is_reserved
from core.tagging import labelling
from core.workspace import Workspace
from tests.tagging_project import tagging_project

CHATTY = {
    "en": [
        f"hey dude, gonna grab some stuff number {word}!!! lol" for word in ("a", "b", "c", "d", "e", "f", "g", "h")
    ],
    "de": [
        f"Ey Digga, haste Bock auf {word}??? mega" for word in ("Kino", "Bier", "Eis", "Rad", "Wurst", "Tee", "Ski")
    ],
}
FORMAL = {
    "en": [
        f"We hereby request the {word} of your document." for word in ("return", "copy", "list", "proof", "end", "date")
    ],
    "de": [
        f"Hiermit bitten wir Sie um {word}." for word in ("Antwort", "Auskunft", "Zahlung", "Geduld", "Hilfe", "Rat")
    ],
}
OTHER = {"fr": ["Veuillez agréer nos salutations.", "ouais mec, t'as vu ça !!!"]}


def labelled_project(ws: Workspace) -> tuple[Project, dict[str, str]]:
    """The project and what `local` said: segment → value. Texts in French are not labelled."""
    texts = {tag: [*CHATTY[tag], *FORMAL[tag]] for tag in CHATTY} | OTHER
    project = tagging_project(ws, texts=texts)
    chatty = {text for own in CHATTY.values() for text in own}
    said = {}
    for one in segments(ws, project):
        if one.tag != "fr":
            said[one.segment.id] = "colloquial" if one.segment.text in chatty else "formal"
    label(ws, project, "local", said)
    return project, said


def segments(ws: Workspace, project: Project):
    """All rows."""
    with ws.snapshot(project.id) as snapshot:
        return snapshot.page(Selection(), limit=100)


def label(ws: Workspace, project: Project, account_id: str, said: dict[str, str | None], **more) -> None:
    """Record labels of formality."""
    events = [
        NewEvent(f"{account_id}-{segment}-{value}", segment, EventKind.LABEL, value, "formality", **more)
        for segment, value in said.items()
    ]
    labelling.record(ws, project.id, account_id, events)


def learnt_from(project: Project, said: dict[str, str]) -> dict[str, str]:
    """Those labels that may be learnt from."""
    return {segment: value for segment, value in said.items() if not is_reserved(project.id, segment)}
