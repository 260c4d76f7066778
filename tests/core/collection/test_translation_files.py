"""TMX, XLIFF, PO and Moses: one row a side, linked to its source; hostile XML does nothing."""

import pytest
from format_files import FILES, links, opened, read, texts

from core.collection import preparing
from core.jobs.inline import run_inline
from core.jobs.workflows.import_files import FileToImport, ImportRequest


def test_tmx_links_every_side_to_the_source_language():
    assert links(FILES / "clinic.tmx") == [
        ("Kliniki iko wapi?", "Where is the clinic?"),
        ("ክሊኒኩ የት ነው?", "Where is the clinic?"),
        ("Chukua dawa mara mbili & pumzika.", "Take the medicine twice & rest."),
        ("Thank you", "شكرًا"),  # the unit names a source language of its own
    ]
    (first, *_), _ = read(FILES / "clinic.tmx")
    assert (first[0], first[1], first[5]["domain"], first[5]["note"]) == (7, "c1", "health", "At the front desk")
    assert (first[5]["created by"], first[5]["created"]) == ("amina", "20240501T080000Z")


def test_xliff_1_takes_text_within_inline_elements_and_leaves_out_codes():
    assert texts(FILES / "menu.xlf") == [
        ("en", "Open the door"),
        ("yo", "Ṣí ilẹ̀kùn"),
        ("en", "Close"),
        ("en", "Good morning"),
        ("th", "สวัสดีตอนเช้า"),
    ]
    assert links(FILES / "menu.xlf") == [("Ṣí ilẹ̀kùn", "Open the door"), ("สวัสดีตอนเช้า", "Good morning")]
    assert [row[1] for row in read(FILES / "menu.xlf")[0]] == [*["menu.html"] * 3, *["help.html"] * 2]


def test_xliff_2_gives_a_pair_a_segment():
    assert links(FILES / "letter.xliff") == [("प्रिय मित्र,", "Dear friend,"), ("मैं ठीक हूँ।", "I am well.")]
    rows, _ = read(FILES / "letter.xliff")
    assert [(row[5]["unit"], row[5].get("state"), row[5].get("note")) for row in rows] == [
        ("u1", None, "Greeting"),
        ("u1", "reviewed", "Greeting"),
        ("u1", None, "Greeting"),
        ("u1", None, "Greeting"),
        ("u2", None, None),
    ]


def test_po_gives_messages_plurals_contexts_and_flags():
    assert links(FILES / "sw.po") == [
        ("Hifadhi", "Save"),
        ('Fungua\n"faili"', 'Open a\n"file"'),
        ("Faili moja", "One file"),
        ("Faili %d", "%d files"),
        ("Ya zamani", "Old"),
    ]
    rows, _ = read(FILES / "sw.po")
    assert [rows[place][5].get("flags") for place in (2, 3, -1)] == ["fuzzy", "fuzzy", "obsolete"]
    assert {row[5]["language"] for row in rows} == {"en", "sw"}


def test_po_takes_its_language_from_its_name_where_the_header_says_none(tmp_path):
    (tmp_path / "yo.po").write_text('msgid "Water"\nmsgstr "Omi"\n', encoding="utf-8")
    assert texts(tmp_path / "yo.po") == [("en", "Water"), ("yo", "Omi")]


def test_moses_sides_are_found_beside_each_other_by_their_languages(tmp_path):
    assert links(FILES / "market.en")[0] == ("Mvua imekatika.", "The rain has stopped.")
    for ending in ("en", "sw", "yo", "bak", "txt"):
        (tmp_path / f"talk.{ending}").write_text(f"{ending} line\n", encoding="utf-8")
    assert texts(tmp_path / "talk.en") == [("en", "en line"), ("sw", "sw line"), ("yo", "yo line")]


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))


@pytest.mark.parametrize(
    "inside", ["&l29;", "&file;", "&undefined;"], ids=["a billion laughs", "a file", "an undefined entity"]
)
def test_entities_are_never_expanded(tmp_path, inside):
    secret = tmp_path / "secret"
    secret.write_text("not for you", encoding="utf-8")
    path = tmp_path / "x.tmx"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY l0 "ha">{BOMB}<!ENTITY file SYSTEM "file://{secret}">]>\n'
        f'<tmx version="1.4"><header srclang="en"/><body>\n<tu><tuv xml:lang="en"><seg>{inside}</seg></tuv></tu>\n'
        '<tu><tuv xml:lang="en"><seg>Fine</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    assert (texts(path), read(path)[1]) == ([("en", "Fine")], [(3, "invalid_xml")])


def test_deep_nesting_is_refused_and_not_followed(tmp_path):
    path = tmp_path / "x.tmx"
    deep = "<hi>" * 100_000 + "x" + "</hi>" * 100_000
    path.write_text(
        f'<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>{deep}</seg></tuv></tu>\n'
        '<tu><tuv xml:lang="en"><seg>Fine</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    assert (texts(path), read(path)[1]) == ([("en", "Fine")], [(1, "invalid_xml")])


def test_records_longer_than_a_window_are_read_and_endless_ones_refused(tmp_path, monkeypatch):
    from core.collection.sources.files import xml_records

    monkeypatch.setattr(xml_records, "WINDOW", 64)
    monkeypatch.setattr(xml_records, "LONGEST_RECORD", 4096)
    long, endless = "long " * 500, "endless " * 2000
    path = tmp_path / "x.tmx"
    units = "".join(f'<tu><tuv xml:lang="en"><seg>{text}</seg></tuv></tu>\n' for text in ("one", long, endless, "two"))
    path.write_text(f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>', encoding="utf-8")
    assert [text for _, text in texts(path)] == ["one", long, "two"]
    assert {reason for _, reason in read(path)[1]} == {"unclosed_record"}


@pytest.mark.parametrize("name", ["clinic.tmx", "menu.xlf", "letter.xliff", "sw.po", "market.en", "story.eaf"])
@pytest.mark.parametrize("size", [1, 12 << 20])
def test_sides_are_linked_in_the_project_and_share_a_document(workspace, project, monkeypatch, name, size):
    monkeypatch.setattr(preparing, "BATCH_BYTES", size)
    request = ImportRequest(project_id=project.id, files=[FileToImport(path=str(FILES / name))])
    report = run_inline(workspace, "import", request, project_id=project.id)
    assert (report.added, report.refused) == (len(texts(FILES / name)), {})
    with workspace.snapshot(project.id) as snapshot:
        rows = {row.segment.id: row.segment for row in snapshot.page()}
    linked = [(one, rows[one.parent_id]) for one in rows.values() if one.parent_id]
    assert sorted((one.text, parent.text) for one, parent in linked) == sorted(links(FILES / name))
    assert all(one.document_id == parent.document_id for one, parent in linked)
    assert {one.relation for one, _ in linked} == {"translation-of"}


def test_a_side_whose_source_is_refused_stands_alone(workspace, project, tmp_path):
    path = tmp_path / "x.tmx"
    path.write_text(
        '<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg> </seg></tuv>'
        '<tuv xml:lang="sw"><seg>Maji</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    request = ImportRequest(project_id=project.id, files=[FileToImport(path=str(path))])
    report = run_inline(workspace, "import", request, project_id=project.id)
    assert (report.added, report.refused) == (1, {"empty_text": 1})
    with workspace.snapshot(project.id) as snapshot:
        (row,) = snapshot.page()
    assert (row.segment.text, row.segment.parent_id, row.segment.relation) == ("Maji", None, None)


def test_units_with_ever_new_properties_do_not_fill_the_memory(tmp_path):
    units = "".join(
        f'<tu><prop type="p{n}">v</prop><tuv xml:lang="en"><seg>Row {n}</seg></tuv></tu>\n' for n in range(3_000)
    )
    path = tmp_path / "x.tmx"
    path.write_text(f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>', encoding="utf-8")
    batches = list(opened(path).batches())
    assert max(batch.table.num_columns for batch in batches) <= 501
    assert sum(len(batch.table) for batch in batches) == 3_000


def test_a_broken_language_in_the_header_costs_no_text(tmp_path):
    path = tmp_path / "a.po"
    head = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: s\x80w\\n"\n\n'
    path.write_bytes(head + b'msgid "Water"\nmsgstr "Maji"\n')
    rows, refused = read(path)
    assert [row[5]["text"] for row in rows] == ["Water", "Maji"]
    assert rows[1][5].get("language") in ("s\ufffdw", None) and len(refused) <= 1
