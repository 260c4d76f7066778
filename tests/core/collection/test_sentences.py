"""Texts cut into sentences: per language, with offsets in code points; the whole stays, left out with a reason."""

import pytest
from format_files import FILES
from hypothesis import given, settings
from hypothesis import strategies as st

from core.collection.options import ReadOptions
from core.collection.sentences import spans
from core.jobs.inline import run_inline
from core.jobs.workflows.import_files import FileToImport, ImportRequest

CUT = {
    "en": ["Dr. Smith arrived at 5 p.m. on Monday.", "He left at 6."],
    "de": ["Am 3. Oktober kam Prof. Dr. Meier z. B. nach Bonn.", "Es regnete."],
    "es": ["El Sr. Pérez llegó.", "¿Qué tal?", "¡Bien!"],
    "hi": ["वह घर गया।", "ठीक है?", "हाँ।"],
    "am": ["ሰላም ነው።", "እንዴት ነህ?", "ደህና ነኝ።"],
    "my": ["မင်္ဂလာပါ။", "နေကောင်းလား။"],
    "km": ["សួស្តី។", "សុខសប្បាយទេ?", "បាទ។"],
    "zh": ["你好。", "你吃了吗？", "“吃了。”", "他说。"],
    "ja": ["雨です。", "傘がありますか？", "はい。"],
    "ar": ["مرحبا.", "كيف حالك؟", "بخير."],
    "hy": ["Բարև։", "Ինչպե՞ս ես։"],
    "sw": ["Habari.", "Uko wapi?"],
}


@pytest.mark.parametrize("tag", CUT)
def test_sentences_of_many_scripts(tag):
    text = ("" if tag in ("zh", "ja") else " ").join(CUT[tag])
    assert [text[start:end] for start, end in spans(text, tag)] == CUT[tag]


def test_thai_is_cut_at_lines_only():
    text = "สวัสดีครับ วันนี้อากาศดี\nเราไปตลาดกัน"
    assert [text[start:end] for start, end in spans(text, "th")] == text.split("\n")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from([*CUT, "th", None, "xx", "zz-Zzzz"]))
def test_nothing_but_white_space_is_lost_and_order_is_kept(text, tag):
    found = spans(text, tag)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert [span for pair in found for span in pair] == sorted(span for pair in found for span in pair)
    assert "".join("".join(text[start:end] for start, end in found).split()) == "".join(text.split())


def imported(workspace, project, path, **options):
    file = FileToImport(path=str(path), options=ReadOptions(**options))
    request = ImportRequest(project_id=project.id, files=[file], declared_language="en")
    return run_inline(workspace, "import", request, project_id=project.id)


def test_an_import_cuts_on_request_and_keeps_the_whole(workspace, project, tmp_path):
    whole = "𝔊ood morning.  It rains 😀. Take an umbrella!"
    path = tmp_path / "x.txt"
    path.write_text(f"{whole}\n\nOnly one here.\n", encoding="utf-8")
    report = imported(workspace, project, path, unit="paragraph", sentences=True)
    assert (report.added, report.refused) == (5, {})
    with workspace.snapshot(project.id) as snapshot:
        rows = {row.segment.text: row for row in snapshot.page()}
    kept = rows[whole]
    assert (kept.segment.relation, kept.verdict, kept.reason) == ("document", "drop", "cut_into_sentences")
    sentences = [row.segment for row in rows.values() if row.segment.relation == "sentence-of"]
    assert [one.text for one in sentences] == ["𝔊ood morning.", "It rains 😀.", "Take an umbrella!"]
    for one in sentences:
        place = slice(int(one.extra["start in text"]), int(one.extra["end in text"]))
        assert (whole[place], one.parent_id, one.document_id) == (one.text, kept.segment.id, kept.segment.document_id)
    assert [one.position for one in sentences] == sorted(one.position for one in sentences)
    assert rows["Only one here."].segment.relation is None
    assert imported(workspace, project, path, unit="paragraph", sentences=True).added == 0
    assert imported(workspace, project, path, unit="paragraph").added == 0  # the wholes are there


def test_sides_of_translations_are_left_whole(workspace, project, tmp_path):
    (tmp_path / "x.en").write_text("One. Two. Three.\n", encoding="utf-8")
    (tmp_path / "x.sw").write_text("Moja. Mbili. Tatu.\n", encoding="utf-8")
    assert imported(workspace, project, tmp_path / "x.en", sentences=True).added == 2
    assert imported(workspace, project, FILES / "clinic.tmx", sentences=True).added == 7
