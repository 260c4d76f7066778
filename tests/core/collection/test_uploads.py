"""Uploads and folders: safe names, size limits, what a folder holds."""

import pytest

from core.collection.folders import list_files
from core.collection.uploads import safe_name, save_upload
from core.errors import InvalidInputError, UnreadableFileError


def test_an_upload_is_kept_under_a_safe_name_in_the_projects_folder(workspace, project):
    path = save_upload(workspace, project.id, "../../etc/na mes\x00?.csv", [b"text\n", b"Habari\n"])
    assert path.read_bytes() == b"text\nHabari\n"
    assert path.is_relative_to(workspace.project_folder(project.id) / "uploads")
    assert path.name == "na mes_.csv"
    assert save_upload(workspace, project.id, "a.csv", [b""]) != save_upload(workspace, project.id, "a.csv", [b""])


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\texts\\a.csv", "a.csv"),
        ("...", "upload"),
        ("", "upload"),
        ("ሰላም.txt", "ሰላም.txt"),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
    ],
)
def test_names_lose_what_file_systems_read_otherwise(name, safe):
    assert safe_name(name) == safe


def test_an_upload_beyond_the_limit_is_not_kept(workspace, project):
    object.__setattr__(workspace, "settings", workspace.settings.model_copy(update={"upload_megabytes": 1}))
    with pytest.raises(UnreadableFileError, match="larger than 1 MB") as caught:
        save_upload(workspace, project.id, "big.txt", (b"x" * 400_000 for _ in range(5)))
    assert "ISOGLOSS_UPLOAD_MEGABYTES" in caught.value.hint
    assert not [path for path in (workspace.project_folder(project.id) / "uploads").rglob("*") if path.is_file()]


def test_a_folder_lists_what_can_be_read_and_why_the_rest_cannot(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.jsonl").write_text("{}")
    (tmp_path / "a.CSV").write_text("x")
    (tmp_path / "photo.jpg").write_text("x")
    (tmp_path / ".hidden.csv").write_text("x")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.csv"
    outside.write_text("x")
    (tmp_path / "link.csv").symlink_to(outside)
    listing = list_files(tmp_path)
    assert [path.name for path in listing.files] == ["a.CSV", "b.jsonl"]
    assert {(path.name, reason) for path, reason in listing.ignored} == {
        ("photo.jpg", "unsupported_format"),
        ("link.csv", "a link out of the folder"),
    }


def test_a_folder_without_readable_files_says_so(tmp_path):
    with pytest.raises(InvalidInputError, match="No file in"):
        list_files(tmp_path)
    with pytest.raises(InvalidInputError, match="is no folder"):
        list_files(tmp_path / "missing")
