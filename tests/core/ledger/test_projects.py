"""Projects and what they set: policies, schemes, targets, worklists, sources."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.ledger.naming import name_key, slug
from core.limits import LIMITS, Action, Limit, PersonalData
from core.records import Origin, Scheme, SchemeValue, Selection, Source, Target

SHADES = Scheme("shade", "Shade", "Which shade?", False, (SchemeValue("a", "A"), SchemeValue("b", "B", "dark")))


def test_a_project_has_a_slug_that_stays_when_it_is_renamed(ledger):
    project = ledger.projects.create("Lugha za Mtaa — 2026", languages=("sw", "en"), description="…")
    assert project.id == "lugha-za-mtaa-2026"
    renamed = ledger.projects.update(project.id, name="Soko", languages=("sw",), group_column="situation")
    assert (renamed.id, renamed.name, renamed.languages) == (project.id, "Soko", ("sw",))
    assert ledger.projects.get(project.id) == renamed
    assert renamed.created_at is not None


def test_a_project_says_whether_only_its_languages_occur(ledger):
    project = ledger.projects.create("Mtaa", languages=("sw",))
    assert project.only_expected is False
    assert ledger.projects.update(project.id, only_expected=True).only_expected is True
    assert ledger.projects.get(project.id).only_expected is True
    assert ledger.projects.create("Soko", languages=("sw",), only_expected=True).only_expected is True


def test_names_in_any_script_get_slugs_of_their_own(ledger):
    ids = [ledger.projects.create(name).id for name in ("日本語", "ไทย", "project", "Übung", "ubung!")]
    assert ids == ["project", "project-2", "project-3", "ubung", "ubung-2"]


def test_a_name_is_taken_once(ledger, project):
    with pytest.raises(ConflictError, match="MTAA"):
        ledger.projects.create(" MTAA ")
    other = ledger.projects.create("Soko")
    with pytest.raises(ConflictError, match="Mtaa"):
        ledger.projects.update(other.id, name="Mtaa")
    assert ledger.projects.get(other.id).name == "Soko"


def test_archiving_puts_away_and_brings_back(ledger, project):
    ledger.projects.archive(project.id)
    assert ledger.projects.list() == []
    assert [one.id for one in ledger.projects.list(archived=True)] == [project.id]
    ledger.projects.archive(project.id, archived=False)
    assert [one.id for one in ledger.projects.list("local")] == [project.id]
    with pytest.raises(NotFoundError, match="nowhere"):
        ledger.projects.get("nowhere")


@given(st.text())
def test_slugs_are_safe_in_paths_and_addresses(name):
    made = slug(name)
    assert made.isascii()
    assert made == made.lower()
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(made) <= 48
    assert not made.startswith("-")


@given(st.text(min_size=1))
def test_name_keys_are_blind_to_case(name):
    assert name_key(name_key(name)) == name_key(name)


def test_every_change_of_thresholds_is_a_version(ledger, project):
    assert ledger.policies.current(project.id).version == 0
    first = ledger.policies.put(project.id, thresholds={"sw": 0.7}, default_threshold=0.5, review_band=0.1)
    second = ledger.policies.put(project.id, thresholds={}, default_threshold=0.3, review_band=0.0)
    assert (first.version, second.version) == (1, 2)
    assert ledger.policies.current(project.id) == second
    assert ledger.policies.at(project.id, 1) == first
    assert first.threshold("sw") == 0.7
    assert ledger.policies.at(project.id, 0).default_threshold == 0.5
    with pytest.raises(NotFoundError):
        ledger.policies.at(project.id, 3)
    with pytest.raises(InvalidInputError, match=r"sw is 1\.2"):
        ledger.policies.put(project.id, thresholds={"sw": 1.2}, default_threshold=0.5, review_band=0.1)


def test_schemes_are_kept_version_by_version(ledger, project):
    assert ledger.schemes.current(project.id, "shade") is None
    first = ledger.schemes.put(project.id, SHADES, after=0)
    second = ledger.schemes.put(project.id, replace(SHADES, values=SHADES.values[:1]), after=1)
    assert first == replace(SHADES, version=1)
    assert ledger.schemes.versions(project.id, "shade") == [first, second]
    assert ledger.schemes.current(project.id, "shade") == second
    assert ledger.schemes.at(project.id, "shade", 1) == first
    with pytest.raises(ConflictError, match="somebody else"):
        ledger.schemes.put(project.id, SHADES, after=1)
    with pytest.raises(NotFoundError):
        ledger.schemes.at(project.id, "shade", 3)


def test_a_target_is_one_number_a_cell(ledger, project):
    formal = Target(project.id, "sw", "formal", None, 200)
    ledger.targets.put([formal, Target(project.id, None, None, None, 5000), Target(project.id, "sw", None, None, 9)])
    ledger.targets.put([replace(formal, wanted=300), Target(project.id, "sw", None, None, 0)])
    assert ledger.targets.list(project.id) == [
        Target(project.id, None, None, None, 5000),
        replace(formal, wanted=300),
    ]
    with pytest.raises(InvalidInputError):
        ledger.targets.put([replace(formal, wanted=-1)])


def test_a_worklist_keeps_its_selection(ledger, project, wanjiru):
    selection = Selection(languages=("sw",), verdicts=("keep", ""), text="habari", untagged_by="formality")
    made = ledger.worklists.create(project.id, "Weak cell", selection, ("formality",), reason="F1 .31", goal=40)
    assert ledger.worklists.get(project.id, made.id) == made
    assert made.selection == selection
    assert ledger.worklists.create(project.id, "Again", Selection(), (), worklist_id=made.id) == made
    ledger.worklists.assign(project.id, made.id, wanjiru.id)
    assert ledger.worklists.list(project.id, account_id="local") == []
    assert [one.id for one in ledger.worklists.list(project.id, account_id=wanjiru.id)] == [made.id]
    ledger.worklists.close(project.id, made.id)
    assert ledger.worklists.list(project.id) == []
    assert [one.state for one in ledger.worklists.list(project.id, state=None)] == ["closed"]
    other = ledger.projects.create("Soko")
    with pytest.raises(NotFoundError):
        ledger.worklists.get(other.id, made.id)
    with pytest.raises(NotFoundError):
        ledger.worklists.assign(project.id, made.id, "nobody")


def test_the_same_file_is_the_same_source(ledger, project):
    source = Source("s1", project.id, "file", "chat.csv", "sha256:ab", origin=Origin.WEB, licence="CC0")
    stored = ledger.sources.add(source)
    assert stored.created_at is not None
    assert ledger.sources.add(replace(source, id="s2", name="copy of chat.csv")) == stored
    assert ledger.sources.get(project.id, "s1") == stored
    assert ledger.sources.list(project.id) == [stored]
    other = ledger.projects.create("Soko")
    assert ledger.sources.add(replace(source, id="s3", project_id=other.id)).id == "s3"


def test_limits_of_cleaning_are_part_of_the_policy(ledger, project):
    plain = {"thresholds": {}, "default_threshold": 0.5, "review_band": 0.2}
    assert ledger.policies.current(project.id).limits == LIMITS
    first = ledger.policies.put(project.id, **plain, limits={"too_short": Limit(3, Action.DROP, {"ja": 1.0})})
    assert dict(first.limits) == {**LIMITS, "too_short": Limit(3, Action.DROP, {"ja": 1.0})}
    assert list(first.limits) == list(LIMITS)
    second = ledger.policies.put(project.id, **plain, use_normalised=True, personal_data=PersonalData.REDACT)
    assert (second.version, second.limits) == (2, first.limits), "what is not named stays"
    third = ledger.policies.put(project.id, thresholds={"sw": 0.6}, default_threshold=0.5, review_band=0.2)
    assert (third.use_normalised, third.personal_data) == (True, PersonalData.REDACT)
    assert [ledger.policies.at(project.id, number) for number in (1, 2, 3)] == [first, second, third]
    assert ledger.policies.at(project.id, 0).personal_data is PersonalData.REVIEW


@pytest.mark.parametrize("limits", [{"too_loud": Limit(0.5)}, {"markup": Limit(1.5)}, {"too_short": Limit(-1)}])
def test_limits_that_make_no_sense_are_refused(ledger, project, limits):
    with pytest.raises(InvalidInputError):
        ledger.policies.put(project.id, thresholds={}, default_threshold=0.5, review_band=0.2, limits=limits)
    assert ledger.policies.current(project.id).version == 0
