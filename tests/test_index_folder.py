import errno
import json

import pytest

from assistant.errors import IndexUnavailableError
from assistant.index import folder


def commit(path, content="one", **facts):
    with folder.writing(path) as generation:
        (generation / "data.txt").write_text(content)
        folder.commit(generation, facts)


def test_what_is_committed_is_in_force(tmp_path):
    commit(tmp_path, "one", schema=1)
    generation, manifest = folder.current(tmp_path)
    assert (generation / "data.txt").read_text() == "one"
    assert manifest["schema"] == 1


def test_an_unfinished_build_changes_nothing_and_is_swept_later(tmp_path):
    commit(tmp_path, "one")
    with pytest.raises(KeyboardInterrupt), folder.writing(tmp_path) as generation:
        (generation / "data.txt").write_text("two")
        raise KeyboardInterrupt
    assert (folder.current(tmp_path)[0] / "data.txt").read_text() == "one"
    (tmp_path / "generation-killed").mkdir()  # as after kill -9
    (tmp_path / "manifest.json.new").write_text("{")
    commit(tmp_path, "three")
    assert (folder.current(tmp_path)[0] / "data.txt").read_text() == "three"
    assert len(list(tmp_path.glob("generation-*"))) == 1
    assert not (tmp_path / "manifest.json.new").exists()


def test_two_builds_at_once_are_refused(tmp_path):
    with (
        folder.writing(tmp_path),
        pytest.raises(IndexUnavailableError, match="別の build が実行中です"),
        folder.writing(tmp_path),
    ):
        pass


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(IndexUnavailableError, match="書き込めません.*--index"),
        folder.writing(tmp_path / "file" / "index"),
    ):
        pass


DAMAGE = {
    "missing folder": (lambda root: root.rename(root.with_name("gone")), "索引がありません"),
    "no manifest": (lambda root: (root / "manifest.json").unlink(), "索引がありません"),
    "truncated manifest": (lambda root: (root / "manifest.json").write_text('{"gen'), "索引の目録を読めません"),
    "manifest is no object": (lambda root: (root / "manifest.json").write_text("[]"), "索引の目録が壊れています"),
    "manifest without files": (lambda root: (root / "manifest.json").write_text("{}"), "索引のファイルが足りません"),
    "truncated file": (lambda root: next(root.glob("*/data.txt")).write_text("on"), "索引の中身が壊れています"),
    "changed file": (lambda root: next(root.glob("*/data.txt")).write_text("two"), "索引の中身が壊れています"),
    "missing file": (lambda root: next(root.glob("*/data.txt")).unlink(), "索引のファイルが足りません"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_index_is_refused_with_what_to_do(tmp_path, name):
    root = tmp_path / "index"
    commit(root)
    damage, reason = DAMAGE[name]
    damage(root)
    with pytest.raises(IndexUnavailableError) as caught:
        folder.current(root)
    assert caught.value.reason == reason
    assert "assistant build" in str(caught.value)


def test_the_manifest_names_every_file(tmp_path):
    commit(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert list(manifest["files"]) == ["data.txt"]
    assert manifest["files"]["data.txt"]["size"] == 3


def test_a_full_disk_is_told_and_leaves_the_index_before(tmp_path):
    with folder.writing(tmp_path) as generation:
        folder.commit(generation, {"schema": 1})
    before = folder.read_manifest(tmp_path)
    with pytest.raises(IndexUnavailableError, match="空き容量がありません"), folder.writing(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert folder.read_manifest(tmp_path) == before
