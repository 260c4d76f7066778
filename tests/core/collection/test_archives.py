"""Archives: what comes out, what is refused and why; bombs, ways out, links, devices, locks, damage, depth."""

import gzip
import io
import tarfile
import zipfile

import pyarrow as pa
import pytest
from format_files import FILES

from core.collection.archives import Limits, unpack
from core.collection.refusals import REASONS, read_refused
from core.errors import UnreadableFileError
from core.jobs.inline import run_inline
from core.jobs.workflows.import_files import FileToImport, ImportRequest


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path, members, mode="w"):
    with tarfile.open(path, mode) as archive:
        for member in members:
            info, data = member if isinstance(member, tuple) else (member, b"")
            if isinstance(info, str):
                info = tarfile.TarInfo(info)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def special(name, kind, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def names(done):
    return [member.name for member in done.files]


def reasons(done):
    return [(bad.file, bad.reason) for bad in done.refused]


def test_members_keep_their_paths_and_content(tmp_path):
    path = zipped(tmp_path / "a.zip", {"one.txt": "Jambo", "sub/two.csv": "text\nHi\n", ".hidden": "x", "d/": ""})
    done = unpack(path, tmp_path / "out")
    assert (names(done), done.refused) == (["a.zip/one.txt", "a.zip/sub/two.csv"], [])
    assert (tmp_path / "out" / "sub" / "two.csv").read_text() == "text\nHi\n"


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tgz", "tar.zst"])
def test_tar_is_read_as_a_stream_whatever_it_is_packed_with(tmp_path, ending):
    plain = tarred(tmp_path / "plain.tar", [("x.txt", b"Jambo"), ("y/z.txt", "ሰላም".encode())]).read_bytes()
    path = tmp_path / f"b.{ending}"
    if ending == "tar.zst":
        path.write_bytes(pa.compress(plain, codec="zstd", asbytes=True))
    else:
        path.write_bytes(plain if ending == "tar" else gzip.compress(plain))
    done = unpack(path, tmp_path / "out")
    assert (names(done), done.refused) == ([f"b.{ending}/x.txt", f"b.{ending}/y/z.txt"], [])
    assert done.files[1].path.read_text(encoding="utf-8") == "ሰላም"


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/x.txt", "a/../../x.txt", "C:\\x.txt", "..\\x.txt", "//host/x.txt"]
)
def test_paths_that_lead_out_are_refused_and_the_rest_comes_in(tmp_path, name):
    for path in (
        zipped(tmp_path / "a.zip", {name: "bad", "good.txt": "fine"}),
        tarred(tmp_path / "a.tar", [(name, b"bad"), ("good.txt", b"fine")]),
    ):
        folder = tmp_path / f"out-{path.suffix}"
        done = unpack(path, folder)
        assert names(done) == [f"{path.name}/good.txt"]
        assert [reason for _, reason in reasons(done)] == ["unsafe_path"]
        assert {found.name for found in tmp_path.rglob("*.txt")} == {"good.txt"}


def test_links_and_devices_are_refused(tmp_path):
    path = tarred(
        tmp_path / "a.tar",
        [
            special("soft", tarfile.SYMTYPE, "/etc/passwd"),
            special("hard", tarfile.LNKTYPE, "good.txt"),
            special("null", tarfile.CHRTYPE),
            special("pipe", tarfile.FIFOTYPE),
            ("good.txt", b"fine"),
        ],
    )
    done = unpack(path, tmp_path / "out")
    assert names(done) == ["a.tar/good.txt"]
    assert [reason for _, reason in reasons(done)] == ["link", "link", "special_file", "special_file"]


def test_links_in_zip_are_refused(tmp_path):
    link = zipfile.ZipInfo("soft.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", "fine")
    done = unpack(tmp_path / "a.zip", tmp_path / "out")
    assert (names(done), reasons(done)) == (["a.zip/good.txt"], [("a.zip/soft.txt", "link")])


def test_a_bomb_is_stopped_while_it_unpacks_and_what_came_before_is_kept(tmp_path):
    limits = Limits(ratio=20, harmless=100_000)
    path = zipped(tmp_path / "a.zip", {"good.txt": "fine", "zeros.txt": b"\0" * 5_000_000, "later.txt": "x"})
    done = unpack(path, tmp_path / "out", limits)
    assert (names(done), reasons(done)) == (["a.zip/good.txt"], [("a.zip", "bomb")])
    assert not (tmp_path / "out" / "zeros.txt").exists()
    assert done.size < 2_000_000
    (tmp_path / "z.txt.gz").write_bytes(gzip.compress(b"\0" * 5_000_000))
    assert reasons(unpack(tmp_path / "z.txt.gz", tmp_path / "gz", limits)) == [("z.txt.gz", "bomb")]


def test_bombs_in_bombs_count_against_the_outermost_file(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {f"{n}.txt": b"a" * 400_000 for n in range(3)}).read_bytes()
    path = zipped(tmp_path / "a.zip", {f"{n}.zip": inner for n in range(10)})
    done = unpack(path, tmp_path / "out", Limits(ratio=50, harmless=500_000))
    assert reasons(done) == [("a.zip", "bomb")]


def test_total_size_members_and_depth_have_limits(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": "Jambo" for n in range(10)})
    assert reasons(unpack(path, tmp_path / "1", Limits(members=4))) == [("a.zip", "too_many")]
    assert len(unpack(path, tmp_path / "2", Limits(members=4)).files) == 4
    assert reasons(unpack(path, tmp_path / "3", Limits(total=12))) == [("a.zip", "too_large")]
    data = b"Jambo"
    for depth in range(4):
        name = "x.txt" if not depth else f"{depth}.zip"
        data = zipped(tmp_path / "nest.zip", {name: data, f"beside{depth}.txt": "x"}).read_bytes()
    done = unpack(tmp_path / "nest.zip", tmp_path / "4")
    assert reasons(done) == [("nest.zip/3.zip/2.zip/1.zip", "nested")]
    assert len(done.files) == 3


def test_damage_costs_the_member_that_has_it(tmp_path):
    path = zipped(tmp_path / "a.zip", {"bad.txt": "ruined " * 100, "good.txt": "fine " * 100})
    data = bytearray(path.read_bytes())
    data[38:44] = b"\xff" * 6
    path.write_bytes(bytes(data))
    done = unpack(path, tmp_path / "out")
    assert (names(done), reasons(done)) == (["a.zip/good.txt"], [("a.zip/bad.txt", "unreadable")])


def test_a_compressed_file_that_is_cut_off_gives_what_can_be_read(tmp_path):
    lines = "".join(f"line {n} {n * 7919 % 1000}\n" for n in range(20_000)).encode()
    (tmp_path / "x.txt.gz").write_bytes(gzip.compress(lines)[:-2_000])
    done = unpack(tmp_path / "x.txt.gz", tmp_path / "out")
    assert names(done) == ["x.txt"]
    assert lines.startswith(done.files[0].path.read_bytes())
    assert reasons(done) == [("x.txt.gz", "unreadable")]
    assert done.refused[0].detail.startswith("after ")


def test_a_tar_that_is_cut_off_keeps_the_members_before(tmp_path):
    path = tarred(tmp_path / "a.tar", [("one.txt", b"Jambo" * 500), ("two.txt", b"Hello" * 5000)])
    path.write_bytes(path.read_bytes()[:8_000])
    done = unpack(path, tmp_path / "out")
    assert (names(done), {reason for _, reason in reasons(done)}) == (["a.tar/one.txt"], {"unreadable"})


def test_two_members_of_one_path_do_not_overwrite_each_other(tmp_path):
    path = tarred(tmp_path / "a.tar", [("x.txt", b"first"), ("x.txt", b"second")])
    done = unpack(path, tmp_path / "out")
    assert (done.files[0].path.read_text(), reasons(done)) == ("first", [("a.tar/x.txt", "twice")])


def test_what_is_no_archive_is_a_typed_error(tmp_path):
    for name in ("x.zip", "x.tar", "x.gz", "x.zst"):
        (tmp_path / name).write_bytes(b"this is no archive at all, only some text")
        with pytest.raises(UnreadableFileError, match="cannot be unpacked"):
            unpack(tmp_path / name, tmp_path / f"out-{name}")


def test_a_look_stops_early(tmp_path):
    (tmp_path / "x.txt.gz").write_bytes(gzip.compress(bytes(range(256)) * 40_000))
    done = unpack(tmp_path / "x.txt.gz", tmp_path / "out", enough=1_000)
    assert (names(done), done.complete, done.refused) == (["x.txt"], False, [])


def test_the_import_reads_all_files_of_an_archive_and_lists_what_it_does_not(workspace, project, tmp_path):
    inside = {path.name: path.read_bytes() for path in FILES.iterdir() if path.suffix != ".md"}
    path = zipped(tmp_path / "all.zip", {**inside, "picture.png": b"\x89PNG", "../x.txt": "bad", "deep/a.txt": "Jambo"})
    request = ImportRequest(project_id=project.id, files=[FileToImport(path=str(path), name="ours.zip")])
    report = run_inline(workspace, "import", request, project_id=project.id)
    assert report.refused == {"unsupported_format": 1, "unsafe_path": 1}
    assert report.added == 66
    assert {file.format for file in report.files} >= {"tmx", "xliff", "po", "moses", "eaf", "arrow", "label-studio"}
    (job,) = workspace.ledger.jobs.list(project.id)
    assert {(bad.file, bad.reason) for bad in read_refused(workspace, job.id)} == {
        ("ours.zip/picture.png", "unsupported_format"),
        ("ours.zip/../x.txt", "unsafe_path"),
    }
    assert not (workspace.job_folder(job.id) / "unpacked").exists()
    again = run_inline(workspace, "import", request, project_id=project.id)
    assert (again.added, again.present) == (0, 66)


def test_every_reason_has_words():
    used = {"unsafe_path", "link", "special_file", "encrypted", "bomb", "too_large", "too_many", "nested", "twice"}
    assert used <= REASONS.keys()
