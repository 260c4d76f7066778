"""Rows and pairs: both directions, never across groups, what has no partner is counted."""

from dataclasses import replace

from training_rows import make_rows

from core.training.data import pair_rows, rows_hash


def test_pairs_go_both_ways_within_their_group():
    rows = make_rows(("en", "sw"))
    pairs, alone = pair_rows(rows)
    assert alone == {}
    assert len(pairs) == len(rows)
    by_text = {row.text: row for row in rows}
    for pair in pairs:
        source, target = by_text[pair.source], by_text[pair.target]
        assert (source.group, source.language, source.split) == (target.group, target.language, target.split)
        assert target.formality == pair.direction != source.formality
        assert (pair.group, pair.language, pair.domain) == (source.group, source.language, source.domain)
    assert len({pair.id for pair in pairs}) == len(pairs)


def test_rows_without_a_partner_are_counted_by_reason():
    rows = make_rows(("en",))[:4]
    rows[0] = replace(rows[0], formality="neutral")  # its counterpart is left alone
    twice = [replace(row, id=row.id + "2") for row in rows[2:3]]
    pairs, alone = pair_rows([*rows, *twice])
    assert pairs == []
    assert alone == {"neither_formal_nor_colloquial": 1, "without_counterpart": 1, "several_wordings": 3}


def test_the_hash_sees_every_field():
    rows = make_rows(("en",))
    hashes = {rows_hash(rows), rows_hash(rows[::-1])}
    for field in ("id", "text", "language", "formality", "domain", "split", "group"):
        hashes.add(rows_hash([replace(rows[0], **{field: "x"}), *rows[1:]]))
    assert len(hashes) == 9
    assert rows_hash(rows) == rows_hash(make_rows(("en",)))
