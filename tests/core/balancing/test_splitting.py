import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.balancing.splitting import SPLITS, Shares, split_rows
from core.errors import InvalidInputError

COLUMNS = ("id", "source_id", "document_id", "exact_key", "parent_id", "domain", "group")


def table(rows):
    return pa.Table.from_pylist(rows, schema=pa.schema([pa.field(name, pa.string()) for name in COLUMNS]))


def row(place, **values):
    name = f"{place:04d}"
    return {"id": name, "source_id": "s", "document_id": name, "exact_key": name, **values}


def situations(count, languages=6, domains=5):
    return [
        row(place * languages + language, source_id=f"file {language}", group=f"g{place}", domain=f"d{place % domains}")
        for place in range(count)
        for language in range(languages)
    ]


some = st.one_of(st.none(), st.integers(0, 6).map(str))
random_rows = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 8), st.integers(0, 12), st.integers(0, 40), some, some), max_size=40
).map(
    lambda drawn: [
        row(place, source_id=f"s{a}", document_id=f"d{b}", exact_key=f"k{c}", parent_id=f"{p:04d}", domain=d, group=g)
        for place, (a, b, c, p, d, g) in enumerate(drawn)
    ]
)
random_shares = st.sampled_from([Shares(), Shares(1, 0, 0), Shares(0.5, 0.25, 0.25), Shares(0.6, 0, 0.4)])


def related(one, other):
    if one["exact_key"] == other["exact_key"] or one["parent_id"] == other["id"] or other["parent_id"] == one["id"]:
        return True
    if one["group"] or other["group"]:
        return one["group"] == other["group"]
    return (one["source_id"], one["document_id"]) == (other["source_id"], other["document_id"])


@settings(deadline=None, max_examples=150)
@given(random_rows, random_shares, st.integers(0, 5))
def test_what_belongs_together_is_never_torn_apart(rows, shares, seed):
    assigned = split_rows(table(rows), shares, seed)
    split_of, names = {}, set()
    for item, group, split in zip(rows, assigned.groups, assigned.splits, strict=True):
        assert split_of.setdefault(group, split) == split and shares.of(split) > 0
        names.add(item["id"])
    assert set(assigned.groups) <= names, "a group is named by one of its segments"
    for i, one in enumerate(rows):
        for j in range(i):
            if related(one, rows[j]):
                assert assigned.groups[i] == assigned.groups[j]
    assert assigned.group_count == len(set(assigned.groups))
    assert assigned.largest_group == max((assigned.groups.count(name) for name in set(assigned.groups)), default=0)


@settings(deadline=None, max_examples=60)
@given(random_rows, st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_order_of_the_rows_does_not_matter(rows, shuffler, seed):
    def outcome(given_rows):
        assigned = split_rows(table(given_rows), Shares(), seed)
        return {item["id"]: pair for item, *pair in zip(given_rows, assigned.groups, assigned.splits, strict=True)}

    before = outcome(rows)
    shuffler.shuffle(rows)
    assert outcome(rows) == before


def test_nothing_more_than_what_belongs_together_is_joined():
    rows = [row(0, document_id="d"), row(1, document_id="d"), row(2, document_id="d", source_id="other"), row(3)]
    rows += [row(4, parent_id="0000"), row(5, exact_key="0003"), row(6, parent_id="9999"), row(7, group="0000")]
    groups = split_rows(table(rows), Shares(), 0).groups
    assert groups == ("0000", "0000", "0002", "0003", "0000", "0003", "0006", "0007")


def test_a_cluster_of_near_duplicates_is_one_group():
    rows = [row(place) for place in range(6)]
    clusters = pa.array(["x", "x", None, None, "y", "y"])
    groups = split_rows(table(rows).append_column("cluster", clusters), Shares(), 0).groups
    assert groups == ("0000", "0000", "0002", "0003", "0004", "0004")


def test_a_whole_situation_in_all_languages_lies_in_one_split():
    rows = situations(100)
    assigned = split_rows(table(rows), Shares(), 20)
    by_situation = {}
    for item, split in zip(rows, assigned.splits, strict=True):
        by_situation.setdefault(item["group"], set()).add(split)
    assert assigned.group_count == 100 and all(len(splits) == 1 for splits in by_situation.values())


@pytest.mark.parametrize("seed", range(5))
def test_the_shares_are_met_in_all_and_in_each_domain(seed):
    rows = situations(105, domains=7)
    assigned = split_rows(table(rows), Shares(), seed)
    counts = {split: assigned.splits.count(split) / 6 for split in SPLITS}
    assert counts == pytest.approx({"train": 84, "dev": 10.5, "test": 10.5}, abs=1)
    for domain in {item["domain"] for item in rows}:
        own = [split for item, split in zip(rows, assigned.splits, strict=True) if item["domain"] == domain]
        assert own.count("train") / 6 == pytest.approx(12, abs=1.5)
        assert {"dev", "test"} <= set(own)


def test_seeds_differ():
    rows = table(situations(50))
    assert split_rows(rows, Shares(), 1).splits != split_rows(rows, Shares(), 2).splits


def test_a_group_keeps_the_split_it_had_and_test_goes_first():
    rows = situations(40, languages=2)
    first = split_rows(table(rows), Shares(), 1)
    earlier = {item["id"]: split for item, split in zip(rows, first.splits, strict=True)}
    more = rows + [row(900 + place, group=f"new {place}") for place in range(60)]
    second = split_rows(table(more), Shares(), 2, earlier=earlier)
    assert second.splits[: len(rows)] == first.splits
    assert second.splits.count("test") == pytest.approx(14, abs=2)

    train, test = first.splits.index("train"), first.splits.index("test")
    joined = [*rows, row(999, exact_key=rows[train]["exact_key"], parent_id=rows[test]["id"])]
    assert split_rows(table(joined), Shares(), 2, earlier=earlier).splits[train] == "test"


def test_no_rows_no_splits():
    assert split_rows(table([]), Shares(), 0).splits == ()


@pytest.mark.parametrize("shares", [(0.8, 0.1, 0.2), (1.2, -0.1, -0.1), (0, 0, 0)])
def test_shares_make_a_whole(shares):
    with pytest.raises(InvalidInputError, match="do not make a whole"):
        Shares(*shares)
