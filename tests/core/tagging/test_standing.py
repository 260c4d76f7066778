"""The rule of what holds of a segment."""

from hypothesis import given
from hypothesis import strategies as st

from core.ledger.events import Decision
from core.records import EventKind
from core.tagging.standing import standing


def history(*decisions):
    """(account, kind, value) or (account, kind, value, scheme), oldest first."""
    made = []
    for seq, (account, kind, value, *scheme) in enumerate(decisions, 1):
        default = "formality" if kind == EventKind.LABEL else None
        made.append(Decision("s", seq, account, kind, scheme[0] if scheme else default, value))
    return standing(made)


def test_the_newest_label_holds():
    state = history(("a", "label", "formal"), ("b", "label", "neutral"), ("a", "label", "health", "domain"))
    assert state.labels == {"formality": "neutral", "domain": "health"}
    assert state.labelled_by == {"formality": "b", "domain": "a"}


def test_withdrawing_takes_back_ones_own_label_alone():
    assert history(("a", "label", "formal"), ("b", "label", "neutral"), ("b", "label", None)).labels == {
        "formality": "formal"
    }
    assert history(("a", "label", "formal"), ("b", "label", None)).labels == {"formality": "formal"}
    withdrawn = history(("a", "label", "formal"), ("a", "label", None))
    assert withdrawn.labels == {}
    assert withdrawn.schemes == {"formality"}


def test_a_persons_label_outweighs_an_imported_one_whenever_it_was_imported():
    assert history(("a", "label", "formal"), ("import", "label", "neutral")).labels["formality"] == "formal"
    assert history(("import", "label", "neutral"), ("a", "label", "formal")).labels["formality"] == "formal"
    taken_back = history(("import", "label", "neutral"), ("a", "label", "formal"), ("a", "label", None))
    assert taken_back.labels["formality"] == "neutral"


def test_language_and_verdict_are_one_decision_of_all():
    state = history(
        ("a", "language", "sw"), ("b", "language", "sw-CD"), ("a", "restore", "keep"), ("b", "restore", None)
    )
    assert (state.language, state.verdict, state.verdict_decided) == ("sw-CD", None, True)
    assert not history(("a", "label", "formal")).language_decided


def test_skips_and_notes_are_each_persons_own():
    state = history(
        ("a", "skip", "skipped"), ("b", "skip", "skipped"), ("a", "skip", None),
        ("a", "note", "one"), ("b", "note", "two"), ("a", "note", "three"), ("a", "note", None), ("c", "note", None),
    )  # fmt: skip
    assert state.skipped_by == {"b"}
    assert state.notes == [("a", "one"), ("b", "two")]


def test_complete_means_a_value_in_every_scheme():
    state = history(("a", "label", "formal"))
    assert state.is_complete(["formality"])
    assert not state.is_complete(["formality", "domain"])
    assert state.is_complete([])


def test_an_adjudication_holds_over_all_until_it_is_withdrawn():
    held = history(("a", "label", "formal"), ("o", "adjudicate", "neutral", "formality"), ("b", "label", "formal"))
    assert (held.labels, held.labelled_by, held.adjudicated) == (
        {"formality": "neutral"}, {"formality": "o"}, {"formality": "neutral"},
    )  # fmt: skip
    assert held.own_labels("a") == {"formality": "formal"}
    gone = history(
        ("a", "label", "formal"), ("o", "adjudicate", "neutral", "formality"), ("p", "adjudicate", None, "formality")
    )
    assert (gone.labels, gone.adjudicated) == ({"formality": "formal"}, {})
    only = history(("o", "adjudicate", "neutral", "formality"), ("o", "adjudicate", None, "formality"))
    assert (only.labels, only.schemes) == ({}, {"formality"})


def test_who_finished_gave_a_value_in_every_scheme():
    state = history(
        ("a", "label", "formal"), ("a", "label", "health", "domain"), ("b", "label", "formal"),
        ("import", "label", "formal"), ("import", "label", "health", "domain"), ("o", "adjudicate", "x", "domain"),
    )  # fmt: skip
    assert state.finished_by(["formality", "domain"]) == {"a"}
    assert state.finished_by(["formality"]) == {"a", "b"}
    assert state.finished_by([]) == set()


ACCOUNTS = st.sampled_from(["a", "b", "import"])
VALUES = st.sampled_from(["formal", "neutral", None])


@given(st.lists(st.tuples(ACCOUNTS, st.just("label"), VALUES), max_size=12))
def test_a_label_that_holds_is_somebodys_newest(decisions):
    state = history(*decisions)
    newest = {account: value for account, _kind, value in decisions}
    standing_people = {account for account, value in newest.items() if value and account != "import"}
    holder = state.labelled_by.get("formality")
    if standing_people:
        last = [account for account, _kind, value in decisions if account in standing_people and newest[account]][-1]
        assert holder == last
    else:
        assert holder == ("import" if newest.get("import") else None)
    assert state.labels.get("formality") == (newest[holder] if holder else None)
