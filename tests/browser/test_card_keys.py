"""Keys on any layout, never while text is composed or typed; the language search; notes; worklists and their end."""

import pytest
from tagging_card import PATIENCE, labels, open_card, press, saved, tag, text
from tagging_project import TEXTS, tagging_project

from core.records import Selection
from core.tagging import schemes, worklists
from core.tagging.editing import lines_of, revised

pytestmark = pytest.mark.browser
TAGS = {text: tag for tag, own in TEXTS.items() for text in own}
DISPATCH = """([code, key, more]) => document.body.dispatchEvent(new KeyboardEvent("keydown",
    {code, key, bubbles: true, cancelable: true, composed: true, ...more}))"""


@pytest.fixture
def project(app_server, request):
    return tagging_project(app_server.workspace, request.node.name[:60])


def values(server, project):
    return [value for _text, _scheme, value in labels(server.workspace, project)]


def test_digits_and_letters_count_by_their_place_on_any_layout(page, app_server, project):
    open_card(page, app_server, project)
    page.evaluate(DISPATCH, ["Digit2", "é", {}])  # French
    page.evaluate(DISPATCH, ["Digit7", "٧", {}])  # Arabic
    shown = text(page)
    page.evaluate(DISPATCH, ["KeyS", "ы", {}])  # Russian
    page.wait_for_function("before => true", arg=shown)
    page.evaluate(DISPATCH, ["Semicolon", "s", {}])  # Dvorak: this key writes s
    page.evaluate(DISPATCH, ["KeyS", "o", {}])  # Dvorak: this one writes o, and is at the place
    saved(page)
    assert values(app_server, project) == ["rather_colloquial", "technology", "skipped", "skipped"]


def test_no_key_counts_while_text_is_composed_or_held_down_or_typed_elsewhere(page, app_server, project):
    open_card(page, app_server, project)
    page.evaluate(DISPATCH, ["Digit1", "1", {"isComposing": True}])
    page.evaluate(DISPATCH, ["Digit1", "Process", {"keyCode": 229}])
    page.evaluate(DISPATCH, ["Digit1", "1", {"repeat": True}])
    page.evaluate(DISPATCH, ["Digit1", "1", {"altKey": True}])
    page.evaluate(DISPATCH, ["Numpad1", "End", {}])  # a number pad without NumLock
    field = page.get_by_role("combobox", name="Project")
    field.click()
    page.keyboard.type("12s")
    page.keyboard.press("Escape")
    page.get_by_text("Edit the list “Domain”").click()
    grid = page.get_by_test_id("stDataFrame").first
    grid.click(position={"x": 100, "y": 60})
    page.keyboard.type("s1u")
    assert page.locator("input:checked[type=radio]").count() == 0
    assert app_server.workspace.ledger.events.latest(project.id) == 0


def test_single_keys_can_be_switched_off(page, app_server, project):
    open_card(page, app_server, project)
    press(page, "Shift+Slash")
    page.get_by_label("Single keys").uncheck()
    press(page, "Digit1")
    assert page.locator("input:checked[type=radio]").count() == 0
    page.get_by_label("Single keys").check()
    press(page, "Digit1")
    assert page.locator("input:checked[type=radio]").count() == 1


def test_arrows_move_among_values_without_choosing_and_space_chooses(page, app_server, project):
    open_card(page, app_server, project)
    page.get_by_role("radio", name="Colloquial", exact=True).focus()
    press(page, "ArrowRight", "ArrowDown", "ArrowLeft")
    assert app_server.workspace.ledger.events.latest(project.id) == 0
    press(page, "Space")
    saved(page)
    assert values(app_server, project) == ["rather_colloquial"]


@pytest.mark.parametrize(
    ("typed", "expected"), [("kisw", "sw"), ("Yorub", "yo"), ("日本", "ja"), ("pt-br", "pt-BR"), ("zh-hant", "zh-Hant")]
)
def test_the_language_is_found_by_name_own_name_or_tag_and_sent_as_a_tag(page, app_server, request, typed, expected):
    project = tagging_project(app_server.workspace, f"Language {expected}")
    open_card(page, app_server, project)
    press(page, "KeyL")
    page.locator(".results li").first.wait_for(timeout=PATIENCE)
    page.keyboard.type(typed)
    press(page, "Enter")
    page.locator(".aside").wait_for(state="hidden", timeout=PATIENCE)
    saved(page)
    assert values(app_server, project) == [expected]
    assert page.locator("article.text").get_attribute("lang") == expected
    press(page, "KeyU")
    saved(page)
    assert values(app_server, project) == [expected, None]
    assert page.locator("article.text").get_attribute("lang") != expected


def test_what_is_no_language_is_refused_where_it_is_typed(page, app_server, project):
    open_card(page, app_server, project)
    press(page, "KeyL")
    page.keyboard.type("qqqqqq")
    press(page, "Enter")
    page.get_by_text("“qqqqqq” is not a language tag.").wait_for(timeout=PATIENCE)
    press(page, "Escape")
    assert app_server.workspace.ledger.events.latest(project.id) == 0


def test_who_types_faster_than_the_list_of_languages_comes_is_still_understood(page, app_server, project):
    open_card(page, app_server, project)
    held = []

    def hold(route):
        held.append(route)

    page.route("**/api/languages", hold)
    press(page, "KeyL")
    page.keyboard.type("kisw")
    press(page, "Enter")
    page.wait_for_timeout(300)
    assert page.locator(".aside").is_visible()
    held[0].continue_()
    saved(page)
    assert values(app_server, project) == ["sw"]


def test_a_note_may_hold_the_keys_letters(page, app_server, project):
    open_card(page, app_server, project)
    press(page, "KeyN")
    page.keyboard.type("s1: unusual spelling")
    press(page, "Enter")
    saved(page)
    assert values(app_server, project) == ["s1: unusual spelling"]
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "text"


def test_an_edited_list_reaches_the_card_with_shift_for_the_eleventh_to_twentieth(page, app_server, project):
    ws = app_server.workspace
    domain = schemes.current(ws, project.id, "domain")
    rows = [{"key": one.key, "label": one.label, "apart": not one.on_scale} for one in domain.values]
    longer = lines_of([*rows, *({"label": f"Subject {n}"} for n in range(len(rows) + 1, 21))])
    schemes.edit(ws, project.id, "domain", revised(domain, longer), after=domain.version)
    open_card(page, app_server, project)
    press(page, "Digit1", "Shift+Digit0")
    saved(page)
    assert values(app_server, project) == ["colloquial", "subject_20"]


def test_a_link_opens_its_worklist_and_a_language_can_be_chosen(page, app_server, project):
    ws = app_server.workspace
    made = worklists.create(
        ws, project.id, "Weak cell", Selection(languages=("sw", "yo")), ["formality"], reason="Few."
    )
    open_card(page, app_server, project, f"&worklist={made.id}")
    assert page.locator(".where").text_content() == "Item 1 of 6"
    page.get_by_role("button", name="Yoruba").click()
    page.wait_for_function("document.title.startsWith('Item 1 of 3')", timeout=PATIENCE)
    seen = []
    for _ in range(2):
        seen.append(text(page))
        press(page, "Digit3")
    seen.append(text(page))
    assert {TAGS[one] for one in seen} == {"yo"}


def test_the_end_of_a_worklist_leads_on(page, app_server, project):
    ws = app_server.workspace
    made = worklists.create(ws, project.id, "Thai only", Selection(languages=("th",)), ["formality"])
    open_card(page, app_server, project, f"&worklist={made.id}")
    press(page, "Digit1", "KeyS", "Digit2")
    page.locator('.card[data-state="ended"]').wait_for(timeout=PATIENCE)
    assert page.locator("article.text").text_content() == "Nothing is left here. You tagged 2 segments in this sitting."
    assert page.locator(".where").text_content() == "2 done, 0 left, 1 skipped"
    page.get_by_role("button", name="Open “All segments”").click()
    page.wait_for_function("document.title.startsWith('Item')", timeout=PATIENCE)
    assert worklists.everything(ws, project.id).id in page.url


def test_two_browsers_never_get_the_same_segment(browser, page, own_server):
    from core.access.commands import add_account

    ws = own_server.workspace
    ana, _ben = (add_account(ws, name, "mlima mrefu wa theluji", is_admin=True) for name in ("Ana", "Ben"))
    project = tagging_project(ws, account_id=ana.id)
    own_server.start()
    contexts = [browser.new_context(), browser.new_context()]
    pages = [context.new_page() for context in contexts]
    for opened, name in zip(pages, ("Ana", "Ben"), strict=True):
        opened.goto(f"{own_server.url}/sign-in")
        opened.get_by_label("Name").fill(name)
        opened.get_by_label("Password").fill("mlima mrefu wa theluji")
        opened.get_by_role("button", name="Sign in").click()
        open_card(opened, own_server, project)
    seen = [[tag(opened) for _ in range(4)] for opened in pages]
    assert not set(seen[0]) & set(seen[1])
    for context in contexts:
        context.close()
