"""Editing a list scheme as lines: kept keys, new keys, and what would change before anything is saved."""

import pytest

from core.errors import InvalidInputError
from core.tagging import schemes
from core.tagging.editing import Line, compared, lines_of, revised

DOMAIN = schemes.presets()["domain"]
ROWS = [
    {"key": one.key, "label": one.label, "description": one.description, "apart": not one.on_scale}
    for one in DOMAIN.values
]


def test_unchanged_lines_change_nothing():
    values = revised(DOMAIN, lines_of(ROWS))
    assert values == DOMAIN.values
    assert not compared(DOMAIN, values).is_any


def test_a_renamed_line_keeps_its_key_and_a_new_one_gets_its_own():
    renamed = [{**ROWS[0], "label": " Daily  life "}, *ROWS[2:], {"key": None, "label": "Uvuvi", "apart": True}]
    values = revised(DOMAIN, lines_of(renamed))
    assert (values[0].key, values[0].label) == (ROWS[0]["key"], "Daily life")
    assert (values[-1].key, values[-1].on_scale) == ("uvuvi", False)
    change = compared(DOMAIN, values)
    assert (change.added, change.renamed, change.removed) == (
        ("Uvuvi",),
        (("Everyday life", "Daily life"),),
        ("Health",),
    )


def test_two_new_lines_of_one_spelling_get_two_keys_and_empty_ones_are_passed_over():
    added = [Line(None, "Fishing!"), Line(None, "fishing"), Line(None, "  "), Line("gone", "Farming")]
    assert [value.key for value in revised(DOMAIN, added)] == ["fishing", "fishing_2", "farming"]


def test_an_order_alone_is_a_change():
    change = compared(DOMAIN, revised(DOMAIN, lines_of(ROWS[::-1])))
    assert change.is_any and not (change.added or change.renamed or change.removed)


def test_cells_without_text_are_empty():
    line = lines_of([{"key": float("nan"), "label": "New", "description": float("nan"), "apart": float("nan")}])[0]
    assert line == Line(None, "New", "", False)


def test_a_name_without_a_letter_is_refused():
    with pytest.raises(InvalidInputError, match="cannot be a value"):
        revised(DOMAIN, [Line(None, "!!!")])


def test_the_lines_are_saved_as_a_new_version(workspace):
    project = workspace.ledger.projects.create("Lists")
    scheme = schemes.current(workspace, project.id, "domain")
    values = revised(scheme, [*lines_of(ROWS), Line(None, "Fishing")])
    saved = schemes.edit(workspace, project.id, "domain", values, after=scheme.version)
    assert (saved.version, saved.values[-1].label) == (2, "Fishing")
    assert schemes.at(workspace, project.id, "domain", 1) == scheme
