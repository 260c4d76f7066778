"""Tagging in bulk: what it would do, the sample that must be read, one batch, taken back as a whole, sent twice."""

from dataclasses import replace

import pytest

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.tagging import bulk
from core.tagging.bulk import Batch


@pytest.fixture
def batch(ids):
    return Batch("click", "formality", "formal", tuple(ids[:30]))


@pytest.fixture
def read(workspace, project):
    """The batch with its whole sample looked at."""

    def looked(batch, account="local", **more):
        batch = replace(batch, **more)
        return replace(batch, looked_at=frozenset(bulk.plan(workspace, project.id, account, batch).sample))

    return looked


@pytest.fixture
def formality(workspace, project):
    def values():
        with workspace.snapshot(project.id) as snapshot:
            return {row.segment.id: row.formality for row in snapshot.page(limit=100)}

    return values


def test_the_plan_counts_and_leaves_other_labels_alone(workspace, project, ids, label, batch):
    label(ids[0], "formal")
    label(ids[1], "neutral")
    label(ids[2], "neutral")
    label(ids[3], "formal")
    planned = bulk.plan(workspace, project.id, "local", replace(batch, segment_ids=(*batch.segment_ids, "no such")))
    assert (planned.already, planned.other, planned.gone, len(planned.segment_ids)) == (2, (("neutral", 2),), 1, 26)
    assert sum(n for _tag, n in planned.languages) == 26
    assert len(planned.sample) == bulk.SAMPLE
    assert set(planned.sample) <= set(planned.segment_ids)
    replacing = bulk.plan(workspace, project.id, "local", replace(batch, replace=True))
    assert len(replacing.segment_ids) == 28


def test_nothing_is_recorded_before_the_sample_was_read(workspace, project, batch, read):
    with pytest.raises(InvalidInputError, match="10 of the 10 texts"):
        bulk.apply(workspace, project.id, "local", batch)
    almost = read(batch)
    one = next(iter(almost.looked_at))
    with pytest.raises(InvalidInputError, match="1 of the 10 texts"):
        bulk.apply(workspace, project.id, "local", replace(almost, looked_at=almost.looked_at - {one}))
    assert workspace.ledger.events.latest(project.id) == 0
    assert bulk.batches(workspace, project.id) == []


def test_applied_once_without_the_rejected_and_undone_as_a_whole(
    workspace, project, ids, label, batch, read, formality
):
    label(ids[1], "neutral")
    label(ids[2], "formal", account="import")
    sample = bulk.plan(workspace, project.id, "local", batch).sample
    given = read(batch, rejected=frozenset(sample[:2]))
    before = formality()
    done = bulk.apply(workspace, project.id, "local", given)
    assert done.tagged == 26  # of 30: one has another label, one has this one, two were rejected
    after = formality()
    assert {one for one in after if after[one] != before[one]} == set(ids[:30]) - {ids[1], ids[2], *sample[:2]}
    newest = workspace.ledger.events.latest(project.id)
    assert bulk.apply(workspace, project.id, "local", given) == done
    assert workspace.ledger.events.latest(project.id) == newest
    (entry,) = bulk.batches(workspace, project.id)
    assert (entry.batch_id, entry.scheme, entry.value, entry.tagged, entry.is_undone) == (
        done.batch_id, "formality", "formal", 26, False,
    )  # fmt: skip
    undone = bulk.undo(workspace, project.id, "local", done.batch_id)
    assert (undone.undone, undone.left) == (26, 0)
    assert formality() == before
    assert bulk.undo(workspace, project.id, "local", done.batch_id) == undone
    assert bulk.batches(workspace, project.id)[0].is_undone
    assert [one.action for one in workspace.ledger.audit.list(project.id) if one.action.startswith("labels")] == [
        "labels.bulk.undo", "labels.bulk", "labels.bulk.begin",
    ]  # fmt: skip
    with pytest.raises(ConflictError, match="taken back"):
        bulk.apply(workspace, project.id, "local", given)


def test_undo_puts_back_what_was_and_spares_what_came_later(workspace, project, ids, label, batch, read, formality):
    label(ids[0], "neutral")
    done = bulk.apply(workspace, project.id, "local", read(batch, replace=True))
    label(ids[5], "colloquial")
    undone = bulk.undo(workspace, project.id, "local", done.batch_id)
    assert (undone.undone, undone.left) == (29, 1)
    assert (formality()[ids[0]], formality()[ids[5]], formality()[ids[6]]) == ("neutral", "colloquial", None)


def test_only_ones_own_batch_can_be_undone(workspace, project, batch, read):
    done = bulk.apply(workspace, project.id, "local", read(batch))
    amina = workspace.ledger.accounts.create("Amina", "maji baridi sana")
    with pytest.raises(NotFoundError):
        bulk.undo(workspace, project.id, amina.id, done.batch_id)


def test_a_batch_cut_off_goes_on_when_sent_again(workspace, project, batch, read, monkeypatch, formality):
    monkeypatch.setattr(bulk, "AT_ONCE", 7)
    given = read(batch)
    record, calls = workspace.ledger.events.record, []

    def cut_off(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise OSError("power")
        return record(*arguments)

    monkeypatch.setattr(workspace.ledger.events, "record", cut_off)
    with pytest.raises(OSError, match="power"):
        bulk.apply(workspace, project.id, "local", given)
    assert workspace.ledger.events.latest(project.id) == 14
    assert bulk.batches(workspace, project.id)[0].tagged is None
    assert bulk.apply(workspace, project.id, "local", given).tagged == 30
    assert list(formality().values()).count("formal") == 30
    assert workspace.ledger.events.latest(project.id) == 30


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": "shiny"}, "not a value"),
        ({"scheme": "mood"}, "does not tag by"),
        ({"segment_ids": ()}, "batch of 0 segments"),
        ({"key": ""}, "key of its own"),
    ],
)
def test_what_cannot_be_a_batch(workspace, project, batch, change, told):
    with pytest.raises(InvalidInputError, match=told):
        bulk.plan(workspace, project.id, "local", replace(batch, **change))


def test_share_of_wrong_ones_has_its_interval():
    assert bulk.share_wrong(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert bulk.share_wrong(3, 10) == pytest.approx((0.1078, 0.6032), abs=1e-3)
