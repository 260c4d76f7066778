"""The card for every eye and hand: direction and face of the text, roles, focus, contrast, small screens."""

import pytest
from tagging_card import PATIENCE, fonts, labels, open_card, press, saved, tag, text
from tagging_project import TEXTS, tagging_project

pytestmark = pytest.mark.browser
TAGS = {text: tag for tag, own in TEXTS.items() for text in own}
SCREENS = [("light", 1440, 900), ("dark", 1440, 900), ("light", 390, 844), ("dark", 390, 844)]
PLACES = """() => {
    const { shadowRoot } = document.querySelector('[data-testid=stBidiComponentIsolated]');
    const node = shadowRoot.querySelector('article.text').firstChild;
    const place = (from, to) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        return range.getBoundingClientRect().x;
    };
    return { stop: place(node.length - 1, node.length), first: place(0, node.data.indexOf(' ')) };
}"""


@pytest.fixture
def project(app_server, request):
    return tagging_project(app_server.workspace, request.node.name[:60])


def test_each_text_stands_in_its_own_direction_language_and_face(page, app_server, project):
    open_card(page, app_server, project)
    faces = {
        "ar": "Naskh Arabic",
        "yo": "Noto Serif",
        "hi": "Devanagari",
        "th": "Thai",
        "sw": "Noto Serif",
        "en": "Noto Serif",
    }
    seen = set()
    for _ in range(6):
        shown, article = text(page), page.locator("article.text")
        language = TAGS[shown]
        seen.add(language)
        assert article.get_attribute("lang") == language
        assert article.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        page.evaluate("document.fonts.ready")
        used = fonts(page)
        assert any(faces[language] in face for face in used), (language, used)
        if language == "ar":
            places = page.evaluate(PLACES)
            assert places["stop"] < places["first"]  # the full stop is left of the first word
            assert article.evaluate("node => getComputedStyle(node).textAlign") == "start"
        if language == "yo":
            assert len(used) == 1, used  # ọ̀ and ẹ́ come from the face of the rest of the word
        size = float(article.evaluate("node => parseFloat(getComputedStyle(node).fontSize)"))
        assert 20 <= size <= 24
        tag(page)
    assert seen == set(TEXTS)


def test_roles_names_focus_title_and_the_live_region(page, app_server, project):
    open_card(page, app_server, project)
    groups = page.get_by_role("radiogroup")
    assert [groups.nth(at).get_attribute("aria-labelledby") for at in range(groups.count())] == ["scheme-0", "scheme-1"]
    question = page.get_by_role("radiogroup", name="How formal is the way this is said?")
    assert question.get_by_role("radio").count() == 7
    assert question.get_by_role("radio", name="Formal", exact=True).count() == 1  # the key is no part of the name
    names = page.locator(".card button, .card input").evaluate_all(
        "all => all.map(one => (one.closest('label') ?? one).textContent.trim() || one.getAttribute('aria-label'))"
    )
    assert all(names)
    assert page.locator(".card [aria-live]").count() == 1
    tag(page)
    page.locator(".live[aria-live]", has_text="Saved: Health. Item 2 of 18").wait_for(
        state="attached", timeout=PATIENCE
    )
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "text"
    assert page.title().startswith("Item 2 of 18")


@pytest.mark.parametrize(("scheme", "width", "height"), SCREENS)
def test_no_violations_in_light_and_dark_wide_and_narrow(browser, app_server, request, scheme, width, height):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    project = tagging_project(app_server.workspace, f"Axe {scheme} {width}")
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    open_card(page, app_server, project)
    press(page, "Digit1")
    for key in ("Shift+Slash", "KeyL", "KeyN"):
        press(page, key)
        page.wait_for_timeout(300)
        found = axe.run(page, context={"include": [[".stBidiComponent"]]}).response["violations"]
        assert not found, [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
        press(page, "Escape")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_a_telephone_shows_text_and_main_button_at_once_with_targets_for_fingers(browser, app_server):
    project = tagging_project(app_server.workspace, "Telephone")
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_card(page, app_server, project)
    for place in ("article.text", "button.main"):
        box = page.locator(place).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 844, (place, box)
    small = page.locator(".card button:visible, .card .value:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.textContent)"
    )
    assert small == []
    assert page.locator(".card kbd:visible").count() == 0
    shown = text(page)
    page.get_by_text("Formal", exact=True).tap()
    page.get_by_role("radio", name="Health").tap()
    page.wait_for_function("document.title.startsWith('Item 2')", timeout=PATIENCE)
    saved(page)
    assert [value for _text, _scheme, value in labels(app_server.workspace, project)] == ["formal", "health"]
    assert text(page) != shown
    context.close()


def test_styles_stay_inside_the_card_and_the_theme_reaches_into_it(page, app_server, project):
    open_card(page, app_server, project)
    assert page.locator("[data-testid=stBidiComponentIsolated]").count() == 1
    background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    ground = page.locator(".card").evaluate("node => getComputedStyle(node).getPropertyValue('--st-background-color')")
    assert background == "rgb(253, 252, 250)"
    assert ground.strip() == "#fdfcfa"
