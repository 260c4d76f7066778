"""Files on Collect: what a folder of many formats is recognised as, and a data set in hub layout."""

import json

from format_files import FILES

from core.jobs.workflows.import_files import ImportRequest


def test_a_folder_shows_kinds_pairs_and_labels_and_is_added(workspace, open_page, words):
    project = workspace.ledger.projects.create("Fieldwork", languages=("en", "sw"))
    page = open_page(workspace, "collection", project=project.id)
    page.text_input(key="folder").set_value(str(FILES)).run()
    said = words(page)
    assert not page.exception
    assert "TMX (translation memory) · utf-8" in said
    assert "2 pairs from English" in said
    assert "Labels for Formality in the column “formality”: Colloquial (1), Formal (1)" in said
    assert "and 5 more files" in said
    page.checkbox(key="sentences").check()
    page.button(key="add-files").click().run()
    (job,) = workspace.ledger.jobs.list(project.id)
    request = ImportRequest.model_validate_json(job.request)
    assert (len(request.files), all(file.options.sentences for file in request.files)) == (17, True)


def test_a_data_set_is_looked_at_and_then_collected(workspace, open_page, words, tmp_path):
    (tmp_path / "greetings").mkdir()
    lines = [{"text": f"Habari {n}", "lang": "sw"} for n in range(3)]
    content = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "greetings" / "train.jsonl").write_text(content)
    project = workspace.ledger.projects.create("Fieldwork", languages=("en", "sw"))
    page = open_page(workspace, "collection", project=project.id)
    next(one for one in page.text_input if one.label == "Data set").set_value(str(tmp_path / "greetings"))
    next(one for one in page.checkbox if one.label == "It is a folder on this machine").check()
    next(one for one in page.button if one.label == "Look at it").click().run()
    assert not page.exception
    assert "licence: not named" in words(page)
    page.button(key="add-hub").click().run()
    (job,) = workspace.ledger.jobs.list(project.id)
    (wanted,) = ImportRequest.model_validate_json(job.request).hub
    assert (wanted.folder, wanted.split, wanted.rows) == (True, "train", 10_000)
