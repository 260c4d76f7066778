"""Presets, a project's own versions, editing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.records import SchemeValue
from core.tagging import schemes


def test_formality_has_five_steps_and_two_values_off_the_scale():
    formality = schemes.presets()["formality"]
    assert formality.ordinal
    assert [value.key for value in formality.values if value.on_scale] == [
        "colloquial", "rather_colloquial", "neutral", "rather_formal", "formal",
    ]  # fmt: skip
    assert [value.key for value in formality.values if not value.on_scale] == ["unmarked", "cannot_tell"]


def test_every_preset_can_be_read_and_explains_its_values():
    for scheme in schemes.presets().values():
        assert scheme.version == 1
        assert scheme.question.endswith("?")
        assert len(set(scheme.keys())) == len(scheme.values)
        assert all(value.description for value in scheme.values)


def test_a_project_has_its_schemes_in_its_own_order(workspace, project):
    workspace.ledger.projects.update(project.id, schemes=("domain", "formality"))
    assert [scheme.id for scheme in schemes.of_project(workspace, project.id)] == ["domain", "formality"]


def test_a_preset_is_adopted_once_so_that_a_later_release_cannot_change_it(workspace, project, monkeypatch):
    adopted = schemes.current(workspace, project.id, "domain")
    changed = replace(adopted, values=adopted.values[:3])
    monkeypatch.setattr(schemes, "presets", lambda: {"domain": changed})
    assert schemes.current(workspace, project.id, "domain") == adopted


def test_editing_makes_a_version_and_leaves_the_old_one(workspace, project):
    first = schemes.current(workspace, project.id, "domain")
    fishing = schemes.new_value(first, "Uvuvi wa samaki")
    second = schemes.edit(workspace, project.id, "domain", [*first.values[:2], fishing], after=1, account_id="local")
    assert second.version == 2
    assert second.keys() == ("everyday", "health", "uvuvi_wa_samaki")
    assert schemes.at(workspace, project.id, "domain", 1) == first
    assert schemes.edit(workspace, project.id, "domain", second.values, after=2) == second  # nothing changed
    with pytest.raises(ConflictError, match="somebody else"):
        schemes.edit(workspace, project.id, "domain", first.values[:5], after=1)
    assert workspace.ledger.audit.list(project.id)[0].action == "scheme.edit"


def test_what_cannot_be_edited(workspace, project):
    a, b = SchemeValue("a", "A"), SchemeValue("b", "B")
    for values in ([a], [a, replace(b, key="a")], [a, replace(b, label=" a ")], [a, replace(b, label=" ")]):
        with pytest.raises(InvalidInputError):
            schemes.edit(workspace, project.id, "domain", values, after=1)
    with pytest.raises(InvalidInputError, match="Formality"):
        schemes.edit(workspace, project.id, "formality", [a, b], after=1)
    with pytest.raises(NotFoundError, match="Presets are: domain"):
        schemes.current(workspace, project.id, "mood")


def test_keys_are_made_in_any_script_and_never_twice(workspace, project):
    scheme = schemes.current(workspace, project.id, "domain")
    assert schemes.new_value(scheme, "Health!").key == "health_2"
    for label in ("खेती-बाड़ी", "የእርሻ ሥራ", "農業", "การเกษตร"):
        assert schemes.new_value(scheme, label).label == label
    assert schemes.key_of("खेती-बाड़ी") == "खेती_बाड़ी"
    with pytest.raises(InvalidInputError):
        schemes.key_of("?!")


@given(st.text())
def test_keys_never_hold_what_breaks_paths_or_queries(label):
    try:
        key = schemes.key_of(label)
    except InvalidInputError:
        return
    assert 0 < len(key) <= 48
    assert not set(key) & set(" \t\n\"'/\\$.-?{}[]()")
