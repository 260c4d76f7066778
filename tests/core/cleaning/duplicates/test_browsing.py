"""Looking at clusters: what is shown, why one is kept, where texts differ, and choosing another one to keep."""

from hypothesis import given
from hypothesis import strategies as st

from core.cleaning.duplicates.browsing import (
    Crossing,
    Found,
    crossings,
    found,
    keep_instead,
    kept_because,
    largest,
    members,
)
from core.cleaning.duplicates.differing import MOST_UNITS, Piece, differences
from core.corpus import views

LONG = "The library lends books, maps and films to everybody who lives in the town, and to travellers as well."
NEAR = LONG.replace("films", "music")
OTHER = "Nobody had told the carpenter that the roof would have to carry two metres of snow every winter."


def test_clusters_come_largest_first_with_their_sources_and_can_be_narrowed(add, find, workspace, project):
    first = add(LONG, OTHER)
    second = add(NEAR, LONG.upper(), OTHER + "!")
    third = add("  " + LONG.title())
    find()
    with workspace.snapshot(project.id) as snapshot:
        both = largest(snapshot)
        assert [(one.size, one.near, one.sources) for one in both] == [
            (4, 1, tuple(sorted((first, second, third)))),
            (2, 1, tuple(sorted((first, second)))),
        ]
        assert both[0].languages == (None,)
        assert largest(snapshot, source=third) == both[:1] and largest(snapshot, language="sw") == []
        assert largest(snapshot, skip=1, limit=1) == both[1:]
        assert found(snapshot) == Found(clusters=2, exact=2, near=2)
        pairs = {(one.one, one.other): one.clusters for one in crossings(snapshot, "source_id")}
        assert pairs == {tuple(sorted((first, second))): 2, (second, second): 1} | {
            tuple(sorted((name, third))): 1 for name in (first, second)
        }
        assert crossings(snapshot, "tag") == [Crossing(None, None, 2)]


def test_the_kept_member_comes_first_with_the_reason_and_can_be_changed(add, find, columns, workspace, project):
    add(LONG, NEAR, LONG.upper() + "!")
    find()
    with workspace.snapshot(project.id) as snapshot:
        (cluster,) = largest(snapshot)
        shown = members(snapshot, [cluster.id])[cluster.id]
        assert [(one.row.segment.text, one.behind_by) for one in shown] == [
            (LONG.upper() + "!", None),
            (LONG, "longest"),
            (NEAR, "longest"),
        ]
        assert shown[0].similarity is None and shown[1].similarity > shown[2].similarity
        assert kept_because(shown) == "longest"
    kept, other = shown[0].row.segment.id, shown[2].row.segment.id
    for _ in range(2):  # a double click changes nothing
        keep_instead(workspace, project.id, "local", other, [kept], key="click")
    with workspace.snapshot(project.id) as snapshot:
        again = members(snapshot, [cluster.id])[cluster.id]
        assert (again[0].row.segment.text, again[0].behind_by) == (NEAR, None)
        assert {one.row.segment.text: one.behind_by for one in again[1:]} == {
            LONG: "taken_back",
            LONG.upper() + "!": "not_left_out",
        }
        assert [row.reason for row in snapshot.rows([other, kept])] == ["taken_back", "left_out_by_hand"]
        assert {"taken_back", "left_out_by_hand"} <= set(views.VERDICTS)
    find()
    assert {one for one, _ in columns().values()} == {NEAR}


def test_differences_are_told_grapheme_by_grapheme():
    assert differences("हिन्दी में", "हिन्दी मे") == [Piece("same", "हिन्दी "), Piece("gone", "में"), Piece("new", "मे")]
    assert differences("abc", "abc") == [Piece("same", "abc")]
    assert differences("", "é") == [Piece("new", "é")]


@given(st.text(max_size=80), st.text(max_size=80))
def test_pieces_make_both_texts(first, second):
    pieces = differences(first, second)
    assert "".join(one.text for one in pieces if one.kind != "new") == first
    assert "".join(one.text for one in pieces if one.kind != "gone") == second


def test_long_texts_are_compared_word_by_word():
    first = "word " * (MOST_UNITS // 2)
    pieces = differences(first, first + "ward")
    assert pieces[-1] == Piece("new", "ward") and len(pieces) == 2
