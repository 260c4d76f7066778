"""What of a folder, or of files somebody chose, is read: pairs as one, archives, and what is left out."""

import pytest
from format_files import FILES

from core.collection.archives import look
from core.collection.folders import list_files, paired
from core.collection.preview import preview
from core.errors import InvalidInputError


def test_a_folder_lists_a_pair_once_and_archives_too(tmp_path):
    for name in ("a.en", "a.sw", "b.zip", "c.csv", "d.png", "e.en", ".hidden.csv"):
        (tmp_path / name).write_text("x")
    listing = list_files(tmp_path)
    assert [path.name for path in listing.files] == ["a.en", "b.zip", "c.csv"]
    assert [(path.name, reason) for path, reason in listing.ignored] == [
        ("d.png", "unsupported_format"),
        ("e.en", "unsupported_format"),
    ]


def test_sides_that_are_links_are_left_out(tmp_path):
    (tmp_path / "secret").write_text("not for you")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.en").write_text("Hello\n")
    (tmp_path / "corpus" / "a.sw").symlink_to(tmp_path / "secret")
    with pytest.raises(InvalidInputError, match="can be read"):
        list_files(tmp_path / "corpus")


def test_uploads_in_folders_of_their_own_are_paired_by_name(tmp_path):
    paths = []
    for name in ("talk.sw", "talk.en", "notes.txt"):
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        (folder / name).write_text(f"{name}\n")
        paths.append((folder / name, name))
    pair, alone = paired(paths)
    assert (pair.name, pair.path.name, pair.options.format) == ("talk.en + talk.sw", "talk.en", "moses")
    assert (alone.name, alone.options.format) == ("notes.txt", None)
    seen = preview(pair.path, pair.options)
    assert ([row["text"] for row in seen.rows], seen.pairs) == (["talk.en", "talk.sw"], (("en", "sw", 1),))


def test_a_preview_says_what_it_is_and_which_pairs_and_labels_it_has():
    seen = preview(FILES / "clinic.tmx")
    assert (seen.title, seen.pairs) == (
        "TMX (translation memory)",
        (("en", "sw", 2), ("en", "am", 1), ("ar", "en", 1)),
    )
    assert seen.mapping.labels == {"domain": "domain"}


def test_a_look_into_an_archive_says_what_is_in_it(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in ("clinic.tmx", "market.en", "market.sw"):
            archive.write(FILES / name, name)
        archive.writestr("picture.png", b"\x89PNG")
    found = look(tmp_path / "x.zip")
    assert (found.files, found.complete) == ((("x.zip/clinic.tmx", "tmx"), ("x.zip/market.en", "moses")), True)
    assert [(bad.file, bad.reason) for bad in found.refused] == [("x.zip/picture.png", "unsupported_format")]
