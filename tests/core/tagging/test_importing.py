"""Labels that a file already has."""

import pytest

from core.errors import InvalidInputError
from core.tagging import importing, schemes
from core.tagging.importing import FileLabel


def test_values_are_matched_by_key_and_label_in_any_spelling(workspace, project):
    formality = schemes.current(workspace, project.id, "formality")
    found = importing.match_values(formality, ["Formal", "RATHER formal", "rather-colloquial", "5", "", "formal"])
    assert found == {
        "Formal": "formal", "RATHER formal": "rather_formal", "rather-colloquial": "rather_colloquial",
        "5": None, "": None, "formal": "formal",
    }  # fmt: skip


def test_labels_of_a_file_hold_until_somebody_says_otherwise(workspace, project, ids, label, human):
    labels = [FileLabel(ids[0], "formality", "Formal"), FileLabel(ids[0], "domain", "Health"),
              FileLabel(ids[1], "formality", "chatty"), FileLabel(ids[2], "formality", " ")]  # fmt: skip
    report = importing.record_file_labels(workspace, project.id, labels)
    assert (report.recorded, report.unknown) == (2, {"formality": {"chatty": 1}})
    assert (human(ids[0]).formality, human(ids[0]).domain) == ("formal", "health")
    label(ids[0], "neutral")
    again = importing.record_file_labels(workspace, project.id, labels)
    assert again == report
    assert workspace.ledger.events.latest(project.id) == 3
    assert human(ids[0]).formality == "neutral"


def test_a_list_takes_up_the_files_own_values(workspace, project, ids, human):
    extended = importing.add_missing_values(workspace, project.id, "domain", ["Health", "Uvuvi", "uvuvi ", ""])
    assert extended.version == 2
    assert [value.label for value in extended.values if value.on_scale][-1] == "Uvuvi"
    assert extended.values[-1].key == "cannot_tell"
    assert importing.add_missing_values(workspace, project.id, "domain", ["Uvuvi"]) == extended
    importing.record_file_labels(workspace, project.id, [FileLabel(ids[0], "domain", "UVUVI")])
    assert human(ids[0]).domain == "uvuvi"
    with pytest.raises(InvalidInputError):
        importing.add_missing_values(workspace, project.id, "formality", ["chatty"])
