"""Settings of the program: frozen, read once from ``assistant.toml`` and then the environment (which wins)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from assistant.errors import InputError

_PREFIX: Final = "ASSISTANT_"
_FILE: Final = "assistant.toml"
_TRUE: Final = {"1", "true", "yes", "on"}
_FALSE: Final = {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; docs/settings.md explains each (a test keeps the two alike)."""

    corpus: Path = Path("corpus")
    """Folder of the sources."""
    index: Path = Path("index")
    """Folder of the built index."""
    models: Path = Path("models")
    """Folder in which converted models are kept."""
    model: str = "multilingual-e5-small"
    """Embedding model: the default one, or a folder or name for sentence-transformers."""
    int8: bool = True
    """Whether the model runs in its faster 8-bit form."""
    adapted: bool = True
    """Whether a model that `assistant adapt` trained for the index is used."""
    host: str = "127.0.0.1"
    """Address to serve at."""
    port: int = 7860
    """Port to serve at."""
    root_path: str = ""
    """Path under which a reverse proxy shows the pages, such as /assistant."""
    frame_ancestors: str = "'self'"
    """Pages that may embed the chat, as in Content-Security-Policy."""
    max_question: int = 2000
    """Longest question that is answered, in characters."""
    title: str = "自治体提案アシスタント"
    """Heading of the chat page."""

    @classmethod
    def load(cls, root: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
        """Settings of the project at ``root``; relative folders are taken from there.

        Raises InputError for a value of the wrong kind or an unknown name in the file.
        """
        root = root or _project_root()
        chosen: dict[str, object] = {}
        file = root / _FILE
        if file.is_file():
            chosen.update(_read(file))
        for item in fields(cls):
            name = _PREFIX + item.name.upper()
            if environ.get(name):
                chosen[item.name] = environ[name]
        values = {name: _convert(name, value, getattr(cls(), name)) for name, value in chosen.items()}
        settings = replace(cls(), **values)  # type: ignore[arg-type]
        return replace(
            settings,
            corpus=root / settings.corpus,
            index=root / settings.index,
            models=root / settings.models,
        )


def _project_root() -> Path:
    here = Path.cwd()
    if (here / _FILE).is_file() or (here / "corpus").is_dir():
        return here
    return Path(__file__).parents[2]


def _read(file: Path) -> dict[str, object]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: 設定ファイルを読めません({error})。書き方を直してください。") from error
    known = {item.name for item in fields(Settings)}
    for name in table:
        if name not in known:
            raise InputError(f"{file}: 「{name}」という設定はありません。使えるのは {'、'.join(sorted(known))} です。")
    return table


def _convert(name: str, value: object, default: object) -> object:
    """``value`` as the type of ``default``."""
    text = str(value).strip()
    if isinstance(default, bool):
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise InputError(f"設定 {name} は true か false です(今の値: {text})。")
    if isinstance(default, int):
        if text.isascii() and text.isdigit():
            return int(text)
        raise InputError(f"設定 {name} は 0 以上の整数です(今の値: {text})。")
    if isinstance(default, Path):
        return Path(text).expanduser()
    return text
