"""Files that appear whole or not at all."""

import errno
import os
import subprocess
import sys

import pytest

from estimator.atomic_file import atomic_file, atomic_folder, check_not_input
from estimator.errors import InputError


def names(folder):
    return [file.name for file in folder.iterdir()]


def test_what_was_there_stays_when_writing_fails(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("precious")

    with pytest.raises(ZeroDivisionError), atomic_file(path) as beside:
        beside.write_text("half")
        raise ZeroDivisionError

    assert path.read_text() == "precious"
    assert names(tmp_path) == ["out.txt"]


def test_of_two_writers_the_later_wins_whole(tmp_path):
    path = tmp_path / "out.txt"

    with atomic_file(path) as one, atomic_file(path) as other:
        one.write_text("one")
        other.write_text("other")

    assert path.read_text() == "one"
    assert names(tmp_path) == ["out.txt"]


ENDED = """
import os, sys, pathlib
from estimator.atomic_file import atomic_file, atomic_folder
with {}(pathlib.Path(sys.argv[1])) as beside:
    {}
    os.kill(os.getpid(), {})
"""


@pytest.mark.parametrize("kind", [atomic_file, atomic_folder])
@pytest.mark.parametrize(("sign", "left"), [(9, 1), (15, 0), (1, 0)])
def test_what_a_killed_run_left_is_removed_and_one_told_to_end_leaves_nothing(
    tmp_path, kind, sign, left
):
    path = tmp_path / "out"
    code = ENDED.format(kind.__name__, "(beside.parent / 'x').exists()", sign)
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert (len(names(tmp_path)), done.returncode) == (left, -9 if left else 128 + sign)

    with kind(path) as beside:
        beside.mkdir() if kind is atomic_folder else beside.write_text("whole")

    assert names(tmp_path) == ["out"]


def test_a_folder_of_a_run_that_was_killed_between_two_renames_is_back_before_the_next(tmp_path):
    path = tmp_path / "out"
    path.mkdir()
    (path / "old").touch()
    code = ENDED.format("atomic_folder", "pathlib.Path(sys.argv[1]).rename(beside.parent/'old')", 9)
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert not path.exists()

    with pytest.raises(ZeroDivisionError), atomic_folder(path):
        raise ZeroDivisionError

    assert names(tmp_path) == ["out"] and names(path) == ["old"]


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
def test_nothing_is_written_over_what_is_read_by_whatever_name(tmp_path, link):
    read, folder = tmp_path / "read.txt", tmp_path / "folder"
    read.write_text("precious")
    folder.mkdir()
    (folder / "part.csv").write_text("precious")
    (tmp_path / "linked.csv").write_text("precious")
    getattr(tmp_path / "other.txt", link)(read)
    getattr(folder / "linked.csv", link)(tmp_path / "linked.csv")

    for path in (read, tmp_path / "other.txt", folder / "part.csv", tmp_path / "linked.csv"):
        with (
            pytest.raises(InputError, match="is a source"),
            atomic_file(path, inputs=[read, folder]),
        ):
            pass


def test_a_folder_that_holds_what_is_read_is_not_replaced(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "read.txt").write_text("precious")

    for path in (tmp_path / "a", tmp_path / "a" / "b"):
        with pytest.raises(InputError, match="is a source"):
            check_not_input(path, [tmp_path / "a" / "b" / "read.txt"])


def test_a_link_stays_a_link_and_permissions_stay(tmp_path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "real.txt").chmod(0o640)
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")

    with atomic_file(tmp_path / "link.txt") as beside:
        beside.write_text("new")

    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"
    assert (tmp_path / "real.txt").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    path = tmp_path / "nowhere" / "out.txt"

    with pytest.raises(InputError, match="cannot be written"), atomic_file(path):
        pass


@pytest.mark.parametrize("has_links", [True, False])
def test_of_two_that_make_a_secret_at_once_the_first_holds_and_none_fails(
    tmp_path, monkeypatch, has_links
):
    def refused(*_):
        raise PermissionError(errno.EPERM, "a disk without hard links")

    path = tmp_path / "salt"
    if not has_links:
        monkeypatch.setattr(os, "link", refused)

    with atomic_file(path, secret=True) as late:
        late.write_text("late")
        with atomic_file(path, secret=True) as first:
            first.write_text("first")

    assert path.read_text() == "first" and path.stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir()] == ["salt"]
