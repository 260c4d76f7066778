"""The annotation card as a test sees it."""

from core.records import EventKind, Project
from core.workspace import Workspace

TEXT = "article.text"
PATIENCE = 20_000


def open_card(page, server, project: Project, query: str = "") -> None:
    """Open the Tag page of a project and wait for the first segment."""
    page.goto(f"{server.url}/tagging?project={project.id}{query}")
    page.locator('.card[data-state="item"]').wait_for(timeout=60_000)
    page.wait_for_function("document.title.startsWith('Item')", timeout=PATIENCE)


def text(page) -> str:
    """The segment on show."""
    return page.locator(TEXT).text_content()


def press(page, *keys: str) -> None:
    """Press keys one after the other, as fast as a program can."""
    for key in keys:
        page.keyboard.press(key)


def tag(page, formality: str = "Digit5", domain: str = "Digit2") -> str:
    """Answer both questions of the segment on show; gives its text."""
    shown = text(page)
    press(page, formality, domain)
    page.wait_for_function(
        "shown => document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
        ".querySelector('article.text').textContent !== shown",
        arg=shown,
        timeout=PATIENCE,
    )
    return shown


def saved(page) -> None:
    """Wait until everything is acknowledged."""
    page.locator('.save[data-state="saved"]').wait_for(timeout=PATIENCE)


def labels(ws: Workspace, project: Project, account_id: str = "local") -> list[tuple[str, str | None, str | None]]:
    """What an account decided, in order: (text, scheme or kind, value)."""
    events = [one for one in ws.ledger.events.since(project.id, 0, 10_000) if one.account_id == account_id]
    texts = {one.id: one.text for one in ws.corpus(project.id).get([event.segment_id for event in events])}
    return [
        (texts[one.segment_id], one.scheme if one.kind is EventKind.LABEL else one.kind.value, one.value)
        for one in events
    ]


def fonts(page) -> dict[str, int]:
    """The faces that the text on show is really drawn with, with how many glyphs each draws."""
    session = page.context.new_cdp_session(page)
    document = session.send("DOM.getDocument", {"depth": -1, "pierce": True})
    session.send("CSS.enable")
    found = _find(document["root"], "article")
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": found["nodeId"]})["fonts"]
    return {font["familyName"]: int(font["glyphCount"]) for font in used}


def _find(node, name):
    if node.get("localName") == name:
        return node
    below = [*node.get("children", []), *node.get("shadowRoots", [])]
    return next((found for child in below if (found := _find(child, name))), None)
