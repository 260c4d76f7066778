"""Languages taken away from all detectors and taught from 300 lines of real text: found among their neighbours."""

import pytest

from benchmarks.teach import TAUGHT, measured

pytestmark = pytest.mark.models


@pytest.mark.parametrize("tag", sorted(TAUGHT))
@pytest.mark.parametrize("beside", [False, True], ids=["told from the declaration", "told from neighbours too"])
def test_a_language_taught_from_300_lines_is_found_among_its_neighbours(workspace, test_data, tag, beside):
    found = measured(workspace, test_data, tag, beside=beside)
    by_part = {name.split(": ")[1]: value for name, value in found.items()}
    assert by_part["f1"] >= 0.98
    assert by_part["f1 of first 40 characters"] >= 0.95
    assert by_part["everywhere"] <= 0.001
