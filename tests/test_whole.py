"""A file is put in place as a whole, or left as it was."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from relcheck import whole


def test_a_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"old")
    (tmp_path / "there").chmod(0o751)
    (tmp_path / "link").symlink_to("there")
    whole.write(str(tmp_path / "link"), b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "there").stat().st_mode) == 0o751


def test_a_longest_name_is_written_as_well(tmp_path: Path) -> None:
    whole.write(str(tmp_path / ("n" * 255)), b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    whole.write(str(tmp_path / "pipe"), b"new")
    assert os.read(reader, 9) == b"new"
    os.close(reader)
    assert (tmp_path / "pipe").is_fifo()


FULL = """
import resource, signal
from relcheck import whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    whole.write("there", b"new" * 1000)
except OSError as error:
    print(error.strerror)
"""


def test_a_full_disk_takes_nothing_away_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"old" * 1000)
    environ = {"PYTHONPATH": str(Path(whole.__file__).parents[1])}
    said = subprocess.run([sys.executable, "-c", FULL], cwd=tmp_path, env=environ, capture_output=True, check=True)
    assert said.stdout == b"File too large\n"
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old" * 1000]


def test_what_may_not_be_written_is_not_replaced_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may do anything
    with pytest.raises(PermissionError):
        whole.write(str(tmp_path / "there"), b"new")
    assert (tmp_path / "there").read_bytes() == b"old"


def test_a_file_in_a_directory_that_takes_no_new_one_is_written_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "there").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", refuse)
    whole.write(str(tmp_path / "there"), b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]
    with pytest.raises(PermissionError):
        whole.write(str(tmp_path / "missing"), b"new")
