"""Text of eleven scripts on the card: each in a face of its own, no boxes, no line into the next; with screenshots."""

import pytest
from tagging_card import fonts, open_card, press, text
from tagging_project import tagging_project

pytestmark = pytest.mark.browser
TEXTS = {
    "ar": "نرجو من سيادتكم التكرم بالرد في أقرب وقت ممكن",
    "he": "נודה לכם אם תשיבו לנו בהקדם האפשרי",
    "ur": "براہ کرم ہمیں جلد از جلد جواب عنایت فرمائیں",
    "hi": "कृपया हमें यथाशीघ्र उत्तर देने का कष्ट करें",
    "th": "กรุณาตอบกลับโดยเร็วที่สุดเท่าที่จะทำได้",
    "km": "សូមមេត្តាឆ្លើយតបមកយើងខ្ញុំឱ្យបានឆាប់រហ័ស",
    "zh": "请尽快给我们答复谢谢您的理解与支持",
    "ja": "できるだけ早くお返事をくださいますようお願いいたします",
    "am": "እባክዎ በተቻለ ፍጥነት መልስ ይስጡን",
    "yo": "Ẹ jọ̀wọ́ ẹ bá mi sọ fún dókítà pé ọ̀rẹ́ mi kò lè wá",
    "en": "👩🏽‍🚀👨‍👩‍👧🇳🇬👍🏾",
}
FACES = {
    "ar": "Noto Naskh Arabic",
    "he": "Noto Serif Hebrew",
    "ur": "Noto Nastaliq Urdu",
    "hi": "Noto Serif Devanagari",
    "th": "Noto Serif Thai",
    "km": "Noto Serif Khmer",
    "zh": "Noto Serif CJK SC",
    "ja": "Noto Serif CJK JP",
    "am": "Noto Serif Ethiopic",
    "yo": "Noto Serif",
    "en": "Noto Color Emoji",
}
TAGS = {own: tag for tag, own in TEXTS.items()}
OF_THE_SYSTEM = {"zh", "ja", "en"}
LOADED = """new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    .then(() => document.fonts.ready)
    .then(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))"""
MEASURED = """node => {
    const style = getComputedStyle(node);
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = `${style.fontSize} ${style.fontFamily}`;
    const size = pen.measureText(node.textContent);
    const range = document.createRange();
    range.selectNodeContents(node);
    const below = node.getRootNode().querySelector('.facts').getBoundingClientRect().top;
    return {
        ink: size.actualBoundingBoxAscent + size.actualBoundingBoxDescent,
        line: parseFloat(style.lineHeight),
        width: size.width,
        one: pen.measureText('👍').width,
        fits: range.getBoundingClientRect().bottom <= below && node.scrollWidth <= node.clientWidth,
        isolated: style.unicodeBidi,
    };
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_every_script_has_its_face_and_room_for_its_lines(browser, app_server, tmp_path, width):
    project = tagging_project(app_server.workspace, f"Scripts {width}", {tag: (own,) for tag, own in TEXTS.items()})
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    open_card(page, app_server, project)
    seen = set()
    for _ in TEXTS:
        tag = TAGS[text(page)]
        seen.add(tag)
        page.evaluate(LOADED)
        article = page.locator("article.text")
        used, found = fonts(page), article.evaluate(MEASURED)
        if tag in OF_THE_SYSTEM and not any(FACES[tag] in face for face in used):
            pytest.skip(f"this machine has no {FACES[tag]}")
        others = sum(count for face, count in used.items() if face != FACES[tag])
        assert FACES[tag] in used and others <= TEXTS[tag].count(" "), (tag, used)  # a box would be another face's
        assert found["ink"] <= found["line"], (tag, found)
        assert found["fits"] and found["isolated"] == "isolate", (tag, found)
        if tag == "en":
            assert found["width"] == pytest.approx(4 * found["one"], rel=0.05)  # each sequence is one sign
        shot = tmp_path / f"{tag}-{width}.png"
        page.locator(".card").screenshot(path=shot)
        assert shot.stat().st_size > 5000
        press(page, "ArrowRight")
    assert seen == set(TEXTS)
    context.close()
