"""Everybody's own labels as rows and as CSV."""

import csv
import io

from opinion_rows import say
from tagging_project import tagging_project

from core.agreement.exporting import own_labels, own_labels_csv
from core.records import Selection


def test_each_persons_standing_label_is_a_line(workspace):
    project = tagging_project(workspace, texts={"en": ("=1+1 is two, mate.", "We kindly request your reply.")})
    people = [workspace.ledger.accounts.create(name, "a long password").id for name in ("Ada", "Bola")]
    with workspace.snapshot(project.id) as snapshot:
        first, second = (row.segment for row in snapshot.page(Selection(), limit=5))
    say(workspace, project, people[0], first.id, "formal")
    say(workspace, project, people[0], first.id, "colloquial")
    say(workspace, project, people[1], first.id, "neutral")
    say(workspace, project, people[1], second.id, "formal")
    say(workspace, project, people[1], second.id, None)
    say(workspace, project, "import", second.id, "formal")
    rows = own_labels(workspace, project.id, "formality").to_pylist()
    assert [(row["annotator"], row["segment_id"], row["value"], row["language"]) for row in rows] == [
        ("Ada", first.id, "colloquial", "en"),
        ("Bola", first.id, "neutral", "en"),
    ]
    data = own_labels_csv(workspace, project.id, "formality").decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(data)))["text"] == "'=1+1 is two, mate."


def test_a_project_without_labels_has_a_head_only(workspace):
    project = tagging_project(workspace)
    assert own_labels_csv(workspace, project.id, "domain").decode("utf-8-sig").count("\n") <= 1
