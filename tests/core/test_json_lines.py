"""One line of JSON lines."""

import json

import pytest

from core.json_lines import BrokenLine, text_fields


def test_a_line_keeps_its_owners_fields_whatever_they_are_called():
    given = {"text": "Ẹ káàárọ̀", "error": "theirs", "line": 7}
    assert text_fields(3, json.dumps(given)) == given


@pytest.mark.parametrize(
    ("line", "why"),
    [("{", "not JSON"), ("[1]", "no “text”"), ('{"text": 3}', "no “text”"), ('{"text": "\\ud83d"}', "lone surrogate")],
)
def test_a_broken_line_says_where_and_why(line, why):
    found = text_fields(9, line)
    assert isinstance(found, BrokenLine) and why in found.error
    assert found.fields() == {"line": 9, "error": found.error}
