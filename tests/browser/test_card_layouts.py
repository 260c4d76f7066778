"""The card's keys on Russian, Arabic, Hindi and German keyboards, while Japanese is composed, and moved elsewhere."""

import pytest
from tagging_card import PATIENCE, labels, open_card, press, saved, text
from tagging_project import tagging_project

pytestmark = pytest.mark.browser
LAYOUTS = {  # what the keys of each layout write, by their places
    "ru": {"Digit2": "2", "KeyU": "г", "KeyR": "к", "KeyC": "с", "KeyS": "ы", "KeyL": "д", "KeyN": "т"},
    "ar": {"Digit2": "٢", "KeyU": "ع", "KeyR": "ق", "KeyC": "ؤ", "KeyS": "س", "KeyL": "م", "KeyN": "ى"},
    "hi": {"Digit2": "२", "KeyU": "ह", "KeyR": "ी", "KeyC": "म", "KeyS": "े", "KeyL": "त", "KeyN": "ल"},
    "de": {"Digit2": "2", "KeyU": "u", "KeyR": "r", "KeyC": "c", "KeyS": "s", "KeyY": "z", "KeyZ": "y"},
}
TOLD = "navigator.keyboard.getLayoutMap = async () => new Map(Object.entries({}))"
UNTOLD = "navigator.keyboard.getLayoutMap = async () => { throw new Error('not here') }"
CONTROL = 2


@pytest.fixture
def project(app_server, request):
    return tagging_project(app_server.workspace, request.node.name[:60])


class Keyboard:
    """A keyboard with another layout: the browser gets true key events with the place and what it writes there."""

    def __init__(self, page, layout: str) -> None:
        self._written = LAYOUTS[layout]
        self._session = page.context.new_cdp_session(page)

    def press(self, *codes: str, modifiers: int = 0) -> None:
        for code in codes:
            key = {"code": code, "key": self._written[code], "modifiers": modifiers}
            self._session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
            self._session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def values(server, project):
    return [value for _text, _scheme, value in labels(server.workspace, project)]


def badge(page, name: str) -> str:
    return page.get_by_role("button", name=name, exact=True).locator("kbd").text_content()


def switch_layout(page, layout: str) -> None:
    listed = ", ".join(f"{code}: '{written}'" for code, written in LAYOUTS[layout].items())
    page.add_init_script(TOLD.replace("{}", f"{{{listed}}}"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_places_do_the_same_on_every_layout_and_show_its_letters(page, app_server, request, layout):
    project = tagging_project(app_server.workspace, f"Layout {layout}")
    switch_layout(page, layout)
    open_card(page, app_server, project)
    keyboard = Keyboard(page, layout)
    keyboard.press("Digit2", "KeyU", "KeyR", "KeyC", "KeyS")
    saved(page)
    assert values(app_server, project) == ["rather_colloquial", None, "rather_colloquial", "cannot_tell", "skipped"]
    assert badge(page, "Skip") == LAYOUTS[layout]["KeyS"].upper()
    assert badge(page, "Undo") == LAYOUTS[layout]["KeyU"].upper()


def test_control_with_z_and_y_goes_by_the_letter(page, app_server, project):
    open_card(page, app_server, project)
    keyboard = Keyboard(page, "de")
    keyboard.press("Digit2")
    keyboard.press("KeyY", modifiers=CONTROL)  # writes z
    saved(page)
    assert page.locator("input:checked[type=radio]").count() == 0
    keyboard.press("KeyZ", modifiers=CONTROL)  # writes y
    saved(page)
    assert values(app_server, project) == ["rather_colloquial", None, "rather_colloquial"]


def test_a_layout_that_the_browser_does_not_tell_is_learned_from_the_keys(page, app_server, project):
    page.add_init_script(UNTOLD)
    open_card(page, app_server, project)
    assert badge(page, "Skip") == "S"
    Keyboard(page, "ru").press("KeyS")
    saved(page)
    assert badge(page, "Skip") == "Ы"
    assert badge(page, "Undo") == "U"  # not pressed yet


def test_keys_do_nothing_while_japanese_is_composed(page, app_server, project):
    open_card(page, app_server, project)
    shown = text(page)
    session = page.context.new_cdp_session(page)
    press(page, "KeyN")
    field = page.get_by_label("A note on this segment")
    field.wait_for(timeout=PATIENCE)
    session.send("Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3})
    for code, key in (("Digit1", "1"), ("KeyS", "s"), ("KeyU", "u"), ("Enter", "Enter"), ("Escape", "Escape")):
        processed = {"type": "rawKeyDown", "code": code, "key": "Process", "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", processed)
        page.evaluate(
            "([code, key]) => document.body.dispatchEvent(new KeyboardEvent('keydown',"
            " {code, key, isComposing: true, bubbles: true, cancelable: true, composed: true}))",
            [code, key],
        )
    assert field.is_visible() and text(page) == shown
    assert field.input_value() == "にほん"
    assert app_server.workspace.ledger.events.latest(project.id) == 0
    session.send("Input.insertText", {"text": "日本"})
    press(page, "Enter")
    saved(page)
    assert values(app_server, project) == ["日本"]


def test_a_moved_key_is_checked_for_conflicts_and_kept(page, app_server, project):
    open_card(page, app_server, project)
    press(page, "Shift+Slash")
    told = page.locator(".told")
    page.get_by_role("button", name="Change the key for “skip: somebody else gets it”, now S").click()
    press(page, "KeyU")
    assert told.text_content().startswith("U already means “take back your last choice")
    page.get_by_role("button", name="Change the key for “skip: somebody else gets it”, now S").click()
    press(page, "Tab")
    assert told.text_content() == "The browser or the page needs this key. Choose another one."
    page.get_by_role("button", name="Change the key for “skip: somebody else gets it”, now S").click()
    press(page, "KeyX")
    assert told.text_content() == "X now means “skip: somebody else gets it”."
    assert app_server.workspace.ledger.events.latest(project.id) == 0
    open_card(page, app_server, project)
    assert badge(page, "Skip") == "X"
    press(page, "KeyS")  # means nothing now
    press(page, "KeyX")
    saved(page)
    assert values(app_server, project) == ["skipped"]
    press(page, "Shift+Slash")
    page.get_by_role("button", name="All keys as they were at first").click()
    assert badge(page, "Skip") == "S"


def test_back_and_forth_change_nothing_and_twenty_choices_are_undone_and_done_again(page, app_server, project):
    open_card(page, app_server, project)
    first = text(page)
    press(page, *["Digit1", "Digit2"] * 10)
    saved(page)
    eleventh = text(page)
    press(page, *["ArrowLeft"] * 10)
    assert text(page) == first
    press(page, *["ArrowRight"] * 10)
    assert text(page) == eleventh
    assert app_server.workspace.ledger.events.latest(project.id) == 20
    press(page, *["KeyU"] * 20)
    saved(page)
    assert text(page) == first
    assert app_server.workspace.snapshot(project.id).facet("formality") in ([], [(None, 18)])
    press(page, *["KeyR"] * 20)
    saved(page)
    standing = {(event.segment_id, event.scheme): event.value for event in _events(app_server, project)}
    assert len(standing) == 20 and None not in standing.values()


def test_the_reason_of_a_skip_is_kept_with_the_segment(page, app_server, project):
    open_card(page, app_server, project)
    shown = text(page)
    press(page, "Shift+KeyS", "Digit2")
    saved(page)
    reason = "Skipped: This is not a text that can be understood"
    assert labels(app_server.workspace, project) == [(shown, "note", reason), (shown, "skip", "skipped")]


def _events(server, project):
    return server.workspace.ledger.events.since(project.id, 0, 10_000)
