"""Consents, erasures and tombstones; what an erasure changes in sources, data versions and notes."""

from dataclasses import replace

import pytest

from core.errors import ConflictError
from core.records import Consent, DataVersion, Erasure, EventKind, NewEvent, Source


def consent(project, account, name="c1", **changes):
    return replace(Consent(name, project.id, account.id, 1, "hash", "en", "CC0-1.0", f"source-{name}"), **changes)


def test_a_consent_is_given_once_until_it_is_withdrawn(ledger, project, wanjiru):
    first = ledger.consents.give(consent(project, wanjiru))
    assert ledger.consents.give(consent(project, wanjiru, "c2")) == first, "the same statement, the same licence"
    other = ledger.consents.give(consent(project, wanjiru, "c3", licence="CC-BY-4.0"))
    ledger.consents.withdraw("c1")
    (withdrawn,) = [item for item in ledger.consents.of_account(project.id, wanjiru.id) if item.id == "c1"]
    ledger.consents.withdraw("c1")
    assert ledger.consents.of_source(project.id, "source-c1") == withdrawn and withdrawn.withdrawn_at >= first.given_at
    again = ledger.consents.give(consent(project, wanjiru, "c4"))
    assert again.id == "c4" and ledger.consents.of_source(project.id, "nowhere") is None
    assert [item.id for item in ledger.consents.of_project(project.id)] == ["c4", "c3", "c1"]
    assert other.withdrawn_at is None


@pytest.mark.parametrize("count", [3, 1200])
def test_an_erasure_can_be_begun_again(ledger, project, count):
    names = [f"{n:032x}" for n in range(count)]
    erasure = Erasure("job", project.id, "s", "local", "takedown", "asked by letter")
    assert ledger.erasures.begin(erasure, names[:-1]).segments == count - 1
    begun = ledger.erasures.begin(erasure, names)
    assert (begun.segments, begun.note, begun.finished_at) == (count, "asked by letter", None)
    assert ledger.erasures.segment_ids("job") == names
    later = ledger.erasures.begin(replace(erasure, id="other"), [names[0], "f" * 32])
    assert later.segments == 1 and ledger.erasures.among(project.id, [names[0], "f" * 32, "e" * 32]) == {
        names[0]: "job",
        "f" * 32: "other",
    }
    ledger.erasures.finish("job")
    assert [item.finished_at is None for item in ledger.erasures.list(project.id)] == [True, False]


def test_a_source_that_was_taken_down_takes_nothing_any_more(ledger, project):
    source = ledger.sources.add(Source("s", project.id, "paste", "“Habari yako…”", "paste:1", "local"))
    down = ledger.sources.take_down(project.id, "s", "taken down")
    assert (down.name, down.locator) == ("taken down", "") and down.taken_down_at
    assert ledger.sources.take_down(project.id, "s", "taken down") == down == ledger.sources.get(project.id, "s")
    with pytest.raises(ConflictError, match="was taken down on"):
        ledger.sources.add(source)


def test_notes_on_erased_segments_are_emptied_and_labels_stay(ledger, project):
    events = [
        NewEvent("k1", "a", EventKind.NOTE, "she says “habari”"),
        NewEvent("k2", "a", EventKind.LABEL, "formal", "formality", 1),
        NewEvent("k3", "b", EventKind.NOTE, "another"),
    ]
    ledger.events.record(project.id, "local", events)
    assert ledger.events.count_of_segments(project.id, ["a", "c"]) == 2
    assert ledger.events.forget_notes(project.id, ["a", "c"]) == 1
    assert ledger.events.forget_notes(project.id, ["a", "c"]) == 0
    assert [event.value for event in ledger.events.since(project.id, 0)] == [None, "formal", "another"]
    assert ledger.events.latest(project.id) == 3


def test_a_data_version_says_what_an_erasure_left(ledger, project):
    made = ledger.data_versions.add(DataVersion("v", project.id, 1, "One", 4, 2, "hash", {"train": 5}, "/v"))
    assert (made.erased, made.detached) == (0, False)
    less = replace(made, rows={"train": 3}, content_hash="other", erased=2, detached=True)
    ledger.data_versions.lessen(less)
    assert ledger.data_versions.get(project.id, "v") == less


def test_what_was_overwritten_is_gone_from_the_file(ledger, ledger_url, project):
    ledger.sources.add(Source("s", project.id, "paste", "zqxjkv " * 50, "paste:1"))
    ledger.sources.take_down(project.id, "s", "taken down")
    ledger.compact()
    if ledger_url.startswith("sqlite"):
        from pathlib import Path

        path = Path(ledger_url.removeprefix("sqlite:///"))
        assert not [file for file in path.parent.glob("ledger.db*") if b"zqxjkv" in file.read_bytes()]
    assert ledger.sources.get(project.id, "s").name == "taken down"
