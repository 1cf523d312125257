"""Model folders that are whole or absent: written aside, listed in a manifest, renamed into place."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import ModelError, cause

FILE: Final = "manifest.json"
_SAMPLE: Final = 1 << 16
_SMALL: Final = 1 << 20
_IGNORED: Final = {".gitattributes", "README.md"}
_OTHER_FORMS: Final = {"onnx", "openvino", "coreml"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder that this program wrote must hold: size in bytes and SHA-256 of each file, and ``facts``."""

    files: Mapping[str, tuple[int, str]]
    facts: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 over names and contents of all files, as 64 hexadecimal digits."""
        lines = (f"{name} {size} {sha}\n" for name, (size, sha) in sorted(self.files.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


@contextmanager
def written_whole(folder: Path, facts: dict[str, Any]) -> Iterator[Path]:
    """A side folder to write into; it takes the place of ``folder`` when the block ends without an error.

    ``facts`` may be filled within the block. Raises ModelError where the folder cannot be written.
    """
    side = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        side = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        yield side
        files = {name: (size, sha256(side / name)) for name, size in _sizes(side).items()}
        text = json.dumps({"files": files, "facts": facts}, ensure_ascii=False, indent=1)
        (side / FILE).write_text(text + "\n", encoding="utf-8")
        _make_readable(side)
        _put(side, folder)
    except OSError as error:
        reason = f"モデルを書き込めません({cause(error)})"
        raise ModelError(str(folder), reason, "空き容量と書き込みの権限を確かめてください。") from error
    finally:
        if side is not None:
            shutil.rmtree(side, ignore_errors=True)


def read(folder: Path) -> Manifest:
    """The manifest of ``folder``, every file of which is there at its full size (contents are not hashed).

    Raises ModelError where the manifest is unreadable, or a file is missing or of another size.
    """
    try:
        record = json.loads((folder / FILE).read_text(encoding="utf-8"))
        files = {str(name): (int(size), str(sha)) for name, (size, sha) in record["files"].items()}
        manifest = Manifest(files, dict(record["facts"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(folder, f"{FILE} を読めません") from error
    sizes = _sizes(folder)
    for name, (size, _) in files.items():
        if name not in sizes:
            raise damaged(folder, f"{name} がありません")
        if sizes[name] != size:
            raise damaged(folder, f"{name} の大きさが違います")
    return manifest


def damaged(folder: Path, reason: str) -> ModelError:
    """The error that says that a folder which this program wrote is no longer whole."""
    return ModelError(
        str(folder),
        f"モデルが壊れています({reason})",
        "このフォルダーを削除してから assistant build を実行してください。",
    )


def content_digest(folder: Path) -> str:
    """SHA-256 that tells the contents of any model folder apart, cheaply (milliseconds), as 64 hexadecimal digits.

    Small files are read in full; of large ones the size and four stretches of 64 KiB. A folder with a manifest
    gives the digest of its manifest.
    """
    if (folder / FILE).is_file():
        return read(folder).digest
    total = hashlib.sha256()
    for name, size in sorted(_sizes(folder).items()):
        if name in _IGNORED or name.split("/")[0] in _OTHER_FORMS or name.startswith("."):
            continue
        total.update(f"{name} {size}\n".encode())
        with (folder / name).open("rb") as stream:
            if size <= _SMALL:
                total.update(stream.read())
                continue
            for quarter in range(4):
                stream.seek((size - _SAMPLE) * quarter // 3)
                total.update(stream.read(_SAMPLE))
    return total.hexdigest()


def sha256(file: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sizes(folder: Path) -> dict[str, int]:
    return {f.relative_to(folder).as_posix(): f.stat().st_size for f in folder.rglob("*") if f.is_file()}


def _make_readable(folder: Path) -> None:
    """Lets every account of the machine read what a library or mkdtemp made private."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _put(side: Path, folder: Path) -> None:
    """Renames ``side`` to ``folder``; an old folder goes first. Of two that race, the later one wins."""
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        folder.replace(old / folder.name)
        side.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        side.replace(folder)
