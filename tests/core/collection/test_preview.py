"""What a person is shown before an import."""

from pathlib import Path

import pytest

from core.collection.options import ReadOptions
from core.collection.preview import preview
from core.errors import UnreadableFileError

DIRT = Path(__file__).resolve().parents[3] / "data" / "samples" / "dirt"


def test_a_broken_file_is_shown_with_what_would_be_refused():
    seen = preview(DIRT / "broken_rows.csv", limit=5)
    assert (seen.format, seen.encoding, seen.delimiter) == ("csv", "utf-8", ",")
    assert [column.name for column in seen.columns] == ["text", "language", "domain"]
    assert (seen.mapping.text, seen.mapping.language, seen.mapping.labels) == ("text", "language", {"domain": "domain"})
    assert len(seen.rows) == len(seen.lines) == 5
    assert (seen.refused[0].line, seen.refused[0].reason) == (7, "wrong_columns")


@pytest.mark.parametrize("path", sorted(DIRT.iterdir()), ids=lambda path: path.name)
def test_every_dirty_file_of_the_sample_can_be_looked_at(path):
    seen = preview(path)
    assert seen.rows
    assert seen.mapping.text == "text"


def test_another_encoding_is_read_from_its_beginning(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(
        ("texte;langue\n" + "Le café coûte très cher à la gare, où l’été dure.;fr\n" * 20).encode("cp1252")
    )
    seen = preview(path)
    assert (seen.encoding, seen.delimiter) == ("cp1252", ";")
    assert seen.rows[0] == {"texte": "Le café coûte très cher à la gare, où l’été dure.", "langue": "fr"}
    forced = preview(path, ReadOptions(encoding="latin-1", header=False))
    assert forced.rows[0] == {"column 1": "texte", "column 2": "langue"}


def test_options_that_were_found_out_can_be_handed_to_the_import(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("wrapped text\nof two lines\n\nanother\nparagraph\n")
    assert preview(path).options == ReadOptions(format="txt", unit="paragraph")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "empty.csv", "is empty"),
        (b"\x00\x01\x02\x03" * 50, "photo", "no text file"),
        (b"not parquet", "x.parquet", "cannot be read as Parquet"),
        (b"[1, 2]", "x.json", "one a line"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path, content, name, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=message):
        preview(path)


def test_a_file_that_is_gone_says_so(tmp_path):
    with pytest.raises(UnreadableFileError, match="There is no file"):
        preview(tmp_path / "gone.csv")
