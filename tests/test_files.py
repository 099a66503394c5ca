"""Files: whole or not at all, and whatever is wrong with one is one error, before it costs memory."""

import copy
import errno
import io
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib import _files, _reading
from nnlib._files import FileError

CONTENT = {"n": 2, "text": "σ", "nothing": None, "numbers": [1, 0.1]}
ARRAYS = {
    "theta": np.array([1.0, -0.0, np.inf, np.pi]),
    "averages/v": np.arange(3, dtype=np.float32),
    "none": np.empty(0),
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.npz"
    _files.write(path, "model", CONTENT, ARRAYS)
    return path


def same(content, arrays):
    """Whether this is what was written, to the last bit."""
    return (
        content == CONTENT
        and list(arrays) == list(ARRAYS)
        and all(arrays[name].dtype == array.dtype for name, array in ARRAYS.items())
        and all(arrays[name].shape == array.shape for name, array in ARRAYS.items())
        and all(arrays[name].tobytes() == array.tobytes() for name, array in ARRAYS.items())
    )


def rewritten(path, **members):
    """Write an archive by hand, with the true members but for those given; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents |= {f"{name}.npy": value for name, value in members.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, value in contents.items():
            if value is not None:
                archive.writestr(name, value)


def npy(array, **options):
    stream = io.BytesIO()
    np.save(stream, array, **options)
    return stream.getvalue()


def described(**changes):
    """A description with something changed in it."""
    arrays = {name: [list(array.shape), array.dtype.str] for name, array in ARRAYS.items()}
    return npy(np.array(json.dumps({"nnlib": "model", "version": 1, "content": CONTENT, "arrays": arrays} | changes)))


def test_a_file_error_is_a_value_error():
    """So that whoever catches what is wrong with a value catches what is wrong with a file's."""
    assert issubclass(FileError, ValueError)


def test_what_was_written_is_read(file):
    assert same(*_reading.read(file, "model")[1:])


@settings(max_examples=30)  # each is flushed to the disk
@given(hnp.arrays(st.sampled_from([np.float64, np.float32, np.int64]), hnp.array_shapes(min_dims=0, min_side=0)))
def test_arrays_of_any_shape_come_back(tmp_path_factory, array):
    path = tmp_path_factory.getbasetemp() / "any.npz"
    _files.write(path, "any", {}, {"array": array})
    _, _, arrays = _reading.read(path, "any")
    assert arrays["array"].dtype == array.dtype
    assert arrays["array"].shape == array.shape
    assert arrays["array"].tobytes() == array.tobytes()


def test_numpy_reads_the_files_too(file):
    with np.load(file, allow_pickle=False) as opened:
        assert opened.files == ["description", *ARRAYS]
        assert json.loads(str(opened["description"]))["content"] == CONTENT
        np.testing.assert_array_equal(opened["theta"], ARRAYS["theta"])


def test_the_same_content_gives_the_same_bytes(file, tmp_path):
    _files.write(tmp_path / "b.npz", "model", CONTENT, ARRAYS)
    assert file.read_bytes() == (tmp_path / "b.npz").read_bytes()


def flipped(whole, bits):
    """Yield the file with one bit flipped, for each of these bits."""
    for place in bits:
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        yield bytes(damaged)


def outcome(path, damaged):
    """What reading comes to: "told" where there is a FileError that names the file."""
    path.write_bytes(damaged)
    try:
        return "the same" if same(*_reading.read(path, "model")[1:]) else "another"
    except FileError as error:
        return "told" if str(error).startswith(f"{path}: ") else "told badly"


def test_a_bit_that_flips_is_told_or_changes_nothing(file):
    """One in every fourth byte; every bit takes longer, and is flipped in the next test."""
    whole = file.read_bytes()
    bits = [8 * byte + byte // 4 % 8 for byte in range(0, len(whole), 4)]
    assert {outcome(file, damaged) for damaged in flipped(whole, bits)} == {"told", "the same"}


@pytest.mark.slow
def test_any_bit_that_flips_is_told_or_changes_nothing_and_takes_no_memory(file):
    whole = file.read_bytes()
    tracemalloc.start()
    outcomes = {outcome(file, damaged) for damaged in flipped(whole, range(8 * len(whole)))}
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert outcomes == {"told", "the same"}
    assert peak < 50e6


def test_a_file_cut_off_at_any_length_is_told(file):
    whole = file.read_bytes()
    for length in {*range(0, len(whole), 5), *range(len(whole) - 60, len(whole))}:
        file.write_bytes(whole[:length])
        with pytest.raises(FileError, match=r"a\.npz: it is damaged, or nnlib did not write it"):
            _reading.read(file, "model")


def test_bytes_of_any_kind_are_told(tmp_path):
    path = tmp_path / "noise.npz"
    rng = np.random.default_rng(0)
    for prefix in (b"", b"PK\x03\x04", b"PK\x05\x06", b"\x93NUMPY"):
        for size in (0, 1, 30, 3000):
            path.write_bytes(prefix + rng.bytes(size))
            with pytest.raises(FileError):
                _reading.read(path, "model")


def test_files_of_others_are_told(tmp_path):
    path = tmp_path / "foreign.npz"
    np.savez(path, theta=np.ones(3))
    with pytest.raises(FileError, match=r"foreign\.npz: nnlib did not write it: it has no description"):
        _reading.read(path, "model")
    np.savez(path, description=np.array("my weights"), theta=np.ones(3))
    with pytest.raises(FileError, match=r"nnlib did not write it \(JSONDecodeError"):
        _reading.read(path, "model")
    path.write_bytes(npy(np.ones(3)))
    with pytest.raises(FileError, match="File is not a zip file"):
        _reading.read(path, "model")


class Trap:
    """Unpickling it leaves a trace."""

    sprung = False

    def __reduce__(self):
        return setattr, (Trap, "sprung", True)


def test_a_pickle_is_never_opened(file):
    pickled = npy(np.array([Trap()], dtype=object), allow_pickle=True)
    for arrays in ({"theta": [[1], "|O"]}, {"theta": [[4], "<f8"]}):
        rewritten(file, theta=pickled, description=described(arrays=arrays), none=None, **{"averages/v": None})
        with pytest.raises(FileError):
            _reading.read(file, "model")
    rewritten(file, description=pickled)
    with pytest.raises(FileError, match="its description is no text of ordinary length, but object"):
        _reading.read(file, "model")
    file.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(FileError):
        _reading.read(file, "model")
    assert not Trap.sprung
    pickle.loads(pickle.dumps(Trap()))  # noqa: S301  the trap itself works
    assert Trap.sprung
    Trap.sprung = False


def test_a_single_compressed_member_is_refused_though_it_is_no_smaller(tmp_path):
    path, theta = tmp_path / "a.npz", np.random.default_rng(0).random(100)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("description.npy", described(arrays={"theta": [[100], "<f8"]}))
        archive.writestr("theta.npy", npy(theta), compress_type=zipfile.ZIP_DEFLATED)
    with pytest.raises(FileError, match=r": nnlib did not write it: its members are compressed"):
        _reading.read(path, "model")


@pytest.mark.parametrize("shape", [[2**40], [2**20, 2**20], [2**62, 2**62], [-1], [2**40, 0]])
@pytest.mark.parametrize("believed", [True, False])
def test_what_a_header_claims_takes_no_memory(file, shape, believed):
    """A header of 8 TiB, whether or not the description agrees with it."""
    true = npy(np.zeros(4))
    head = str({"descr": "<f8", "fortran_order": False, "shape": tuple(shape)}).encode()
    head = true[:8] + (118).to_bytes(2, "little") + head.ljust(117) + b"\n"
    arrays = {"theta": [shape if believed else [4], "<f8"]}
    rewritten(file, theta=head + true[128:], description=described(arrays=arrays), none=None, **{"averages/v": None})
    tracemalloc.start()
    with pytest.raises(FileError):
        _reading.read(file, "model")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50e6


@pytest.mark.parametrize(
    ("method", "name"),
    [("DEFLATED", "description"), ("DEFLATED", "theta"), ("BZIP2", "theta"), ("LZMA", "description")],
)
def test_a_bomb_is_not_unpacked(file, method, name):
    """A few kilobytes that unpack to 8 MB: what nnlib writes is not compressed."""
    with zipfile.ZipFile(file) as archive:
        contents = {member: archive.read(member) for member in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for member, value in contents.items():
            if member != f"{name}.npy":
                archive.writestr(member, value)
        information = zipfile.ZipInfo(f"{name}.npy")
        information.compress_type = getattr(zipfile, f"ZIP_{method}")
        with archive.open(information, "w") as stream:
            stream.write(contents[f"{name}.npy"])
            for _ in range(8):
                stream.write(bytes(2**20))
    assert file.stat().st_size < 2e5
    tracemalloc.start()
    with pytest.raises(FileError, match="its members are compressed"):
        _reading.read(file, "model")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5e6


def test_members_that_share_their_bytes_are_refused(file):
    """Many names in the table at the end for one array: the file is small, and what it claims is not."""
    big = npy(np.zeros(10_000))
    arrays = {f"a{i}": [[10_000], "<f8"] for i in range(30)}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("description.npy", described(arrays=arrays))
        archive.writestr("a0.npy", big)
        first = archive.getinfo("a0.npy")
        for i in range(1, 30):
            again = copy.copy(first)
            again.filename = f"a{i}.npy"
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
    assert file.stat().st_size < 3 * len(big)
    with pytest.raises(FileError, match=r"larger than the file|damaged"):
        _reading.read(file, "model")


def test_compressed_members_are_refused_although_numpy_could_read_them(file):
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in contents.items():
            archive.writestr(name, value)
    with pytest.raises(
        FileError, match=r": nnlib did not write it: its members are compressed, or larger than the file$"
    ):
        _reading.read(file, "model")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"description": described(nnlib="trainer")}, "it holds a trainer, not a model"),
        ({"description": described(version=5)}, r"files of version 5; this one reads 1 to 4"),
        ({"description": described(arrays=3)}, "it is damaged"),
        ({"description": described(arrays={"theta": 3})}, "it should hold"),
        ({"description": npy(np.array("[" * 100_000))}, "RecursionError"),
        ({"description": npy(np.array("[]"))}, "it is damaged"),
        ({"description": npy(np.array(["[]"]))}, r"its description should be <U2 of shape \(\), but is <U2 of shape"),
        ({"description": npy(np.array(" " * (2**22 + 1)))}, "its description is no text of ordinary length"),
        ({"theta": npy(ARRAYS["theta"].astype("f4"))}, r"its theta should be float64 of shape \(4,\), but is float32"),
        (
            {"theta": npy(ARRAYS["theta"][:3])},
            r"its theta should be float64 of shape \(4,\), but is float64 of shape \(3,\)",
        ),
        ({"theta": npy(ARRAYS["theta"]) + b"1"}, r"its theta of shape \(4,\) takes 160 bytes, which is not what"),
        ({"theta": npy(ARRAYS["theta"])[:-1]}, r"its theta of shape \(4,\) takes 160 bytes, which is not what"),
        ({"theta": npy(np.asfortranarray(np.ones((2, 2))))}, "its theta should be"),
        ({"theta": None}, r"it should hold \['description.npy', 'theta.npy', .*, but holds \['description.npy', 'aver"),
        ({"more": npy(np.ones(1))}, "it should hold"),
    ],
    ids=range(15),
)
def test_what_does_not_fit_the_description_is_told(file, members, message):
    rewritten(file, **members)
    with pytest.raises(FileError, match=message):
        _reading.read(file, "model")


def test_a_description_of_the_longest_kind_is_read(file):
    with np.load(file) as opened:
        text = str(opened["description"])
    rewritten(file, description=npy(np.array(text.ljust(2**22))))
    assert same(*_reading.read(file, "model")[1:])


def test_two_members_of_one_name_are_refused(file):
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("theta.npy", npy(np.zeros(4)))
    with pytest.raises(FileError, match="it should hold"):
        _reading.read(file, "model")


def test_what_is_no_plain_file_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        with pytest.raises(OSError, match="Errno") as caught:
            _files.write(tmp_path / name, "model", CONTENT, ARRAYS)
        assert caught.value.args == (errno.EINVAL, "it exists and is no file that could be replaced")
        assert caught.value.filename == str(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_long_name_is_a_name_too(tmp_path):
    _files.write(tmp_path / ("n" * 255), "model", CONTENT, ARRAYS)
    assert same(*_reading.read(tmp_path / ("n" * 255), "model")[1:])


def test_arrays_in_another_order_come_back_and_objects_are_refused(tmp_path):
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    _files.write(tmp_path / "a.npz", "model", {}, {"a": array})
    np.testing.assert_array_equal(_reading.read(tmp_path / "a.npz", "model")[2]["a"], array)
    objects = {"b": np.array([None]), "n": np.ones(1), "c": np.array([{}])}
    with pytest.raises(TypeError, match=r"^a file holds arrays of numbers, but b, c holds Python's objects$"):
        _files.write(tmp_path / "a.npz", "model", {}, objects)


def test_a_description_that_could_not_be_read_is_not_written(tmp_path):
    path = tmp_path / "a.npz"
    _files.write(path, "model", "", {})
    with np.load(path) as opened:
        room = 2**22 - len(str(opened["description"]))
    _files.write(path, "model", "x" * room, {})
    assert _reading.read(path, "model") == ("model", "x" * room, {})
    message = "^a description has up to 4,194,304 characters, but this one has 4,194,305$"
    with pytest.raises(ValueError, match=message):
        _files.write(path, "model", "x" * (room + 1), {})
    assert _reading.read(path, "model") == ("model", "x" * room, {})


def test_a_folder_that_cannot_be_flushed_is_no_error(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(PermissionError()))
    _files.write(tmp_path / "a.npz", "model", CONTENT, ARRAYS)
    assert same(*_reading.read(tmp_path / "a.npz", "model")[1:])


def test_a_file_that_is_not_there_is_told_as_such(tmp_path):
    with pytest.raises(FileNotFoundError):
        _reading.read(tmp_path / "nothing.npz", "model")
    with pytest.raises(IsADirectoryError):
        _reading.read(tmp_path, "model")
    with pytest.raises(FileNotFoundError, match=f"there is no such folder: '{tmp_path / 'nowhere'}'") as caught:
        _files.write(tmp_path / "nowhere" / "a.npz", "model", CONTENT, ARRAYS)
    assert caught.value.errno == errno.ENOENT


@pytest.mark.parametrize("stage", ["savez", "fsync", "replace"])
@pytest.mark.parametrize("error", [OSError("no space left"), KeyboardInterrupt()], ids=["disk full", "Ctrl-C"])
def test_what_stops_the_writing_leaves_the_old_file_and_nothing_else(file, monkeypatch, stage, error):
    def fail(*args, **options):
        raise error

    where = {"savez": np, "fsync": os, "replace": Path}[stage]
    monkeypatch.setattr(where, stage, fail)
    with pytest.raises(type(error)):
        _files.write(file, "model", {"new": True}, {"theta": np.ones(1000)})
    monkeypatch.undo()
    assert same(*_reading.read(file, "model")[1:])
    assert list(file.parent.iterdir()) == [file]


def test_an_interrupt_right_after_the_replacement_is_passed_on_and_the_new_file_is_there(file, monkeypatch):
    replace = Path.replace

    def replace_and_stop(self, target):
        replace(self, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", replace_and_stop)
    with pytest.raises(KeyboardInterrupt):
        _files.write(file, "model", {"new": True}, {})
    assert _reading.read(file, "model")[1] == {"new": True}
    assert list(file.parent.iterdir()) == [file]


def test_what_json_cannot_hold_writes_nothing(file):
    with pytest.raises(TypeError, match="not JSON serializable"):
        _files.write(file, "model", {"x": object()}, {})
    assert same(*_reading.read(file, "model")[1:])


def test_file_and_folder_are_flushed_in_the_right_order(tmp_path, monkeypatch):
    """The content before it takes its name, and the name before `write` returns."""
    done = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor):
        assert os.fstat(descriptor).st_size > 1000  # all of it has left the process
        done.append("folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "file")
        fsync(descriptor)

    def noted_replace(self, target):
        done.append("replace")
        return replace(self, target)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("tells a folder's descriptor from a file's through /proc")
    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    _files.write(tmp_path / "a.npz", "model", CONTENT, ARRAYS)
    assert done == ["file", "replace", "folder"]


def test_a_text_is_written_whole_in_utf_8_or_the_old_one_stays(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    _files.write_text(path, "σ(z)\n")
    assert path.read_bytes() == "σ(z)\n".encode()
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(OSError, match="no space left"):
        _files.write_text(path, "tanh(z)\n")
    assert path.read_bytes() == "σ(z)\n".encode()
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(TypeError, match="a file is named by a str"):
        _files.write_text(3, "")


def test_a_link_and_the_rights_of_a_file_stay(file, tmp_path):
    file.chmod(0o640)
    link = tmp_path / "link.npz"
    link.symlink_to(file)
    _files.write(link, "model", {"new": True}, {})
    assert link.is_symlink()
    assert _reading.read(file, "model")[1] == {"new": True}
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_rights_that_any_new_file_has(file, tmp_path):
    (tmp_path / "plain").touch()
    assert file.stat().st_mode == (tmp_path / "plain").stat().st_mode


SAVE_FOR_EVER = """
import os
import sys
import numpy as np
from nnlib import _files

old, new = np.zeros(20_000), np.ones(20_000)
for _ in sys.stdin:
    process = os.fork()  # far sooner there than an interpreter with NumPy
    if process:
        os.waitpid(process, 0)
        print("ended", flush=True)
        continue
    print(os.getpid(), flush=True)
    while True:
        _files.write(sys.argv[1], "model", {"fill": 1}, {"theta": new})
        _files.write(sys.argv[1], "model", {"fill": 0}, {"theta": old})
"""


@pytest.mark.slow
def test_killed_at_any_instant_the_old_or_the_new_file_is_there(tmp_path):
    """200 processes, each killed at random while it saves over a good file."""
    path = tmp_path / "net.npz"
    chance = random.Random(0)  # noqa: S311  no secret
    start = time.perf_counter()
    for fill in (1, 0):
        _files.write(path, "model", {"fill": fill}, {"theta": np.full(20_000, fill, float)})
    longest = max(0.02, 2 * (time.perf_counter() - start))  # in which both are written, though others use the disk
    found = []
    command = [sys.executable, "-c", SAVE_FOR_EVER, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        for _ in range(200):
            print("another", file=parent.stdin, flush=True)
            process = int(parent.stdout.readline())
            time.sleep(chance.uniform(0, longest))
            os.kill(process, signal.SIGKILL)
            assert parent.stdout.readline() == "ended\n"
            _, content, arrays = _reading.read(path, "model")
            np.testing.assert_array_equal(arrays["theta"], np.full(20_000, content["fill"], float))
            found.append(content["fill"])
            if 1 not in found:  # with other work on the machine, no process has come to write its first file
                longest *= 1.1
    assert set(found) == {0, 1}
    assert list(tmp_path.glob("*.tmp")), "no process was killed while it wrote, so this shows nothing"
