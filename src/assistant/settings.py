"""Settings of the program: frozen, read once from ``assistant.toml`` and then the environment (which wins)."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final

from assistant.errors import InputError

_PREFIX: Final = "ASSISTANT_"
_FILE: Final = "assistant.toml"
_POSITIVE: Final = ("max_body", "max_question", "file_seconds", "file_megabytes", "file_memory")
"""Settings of which 0 would let nothing through."""
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's name (RFC 9110, 5.6.2)."""
_LINE: Final = re.compile(r"at line (\d+)")
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
    model: str = "municipal-e5-small"
    """Embedding model: the default one, or a folder or name for sentence-transformers."""
    int8: bool = True
    """Whether the model runs in its faster 8-bit form."""
    adapted: bool = True
    """Whether a model that `assistant adapt` trained for the index is used."""
    file_seconds: int = 120
    """Longest time that the reading of one file may take, in seconds."""
    file_megabytes: int = 100
    """Largest file that is read, packed or unpacked, in MB."""
    file_memory: int = 2000
    """Memory that the reading of one file may take, in MB."""
    host: str = "127.0.0.1"
    """Address to serve at."""
    port: int = 7860
    """Port to serve at."""
    root_path: str = ""
    """Path under which a reverse proxy shows the pages, such as /assistant."""
    frame_ancestors: str = "'self'"
    """Pages that may embed the chat, as in Content-Security-Policy."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks of the reverse proxies whose headers are believed, with commas between them."""
    user_header: str = ""
    """Header in which the reverse proxy gives the name of who logged in; empty where nobody logs in."""
    rate: int = 6000
    """Most requests a minute of one user, or of one address where nobody logs in; 0 for no limit."""
    max_body: int = 1024
    """Largest body of a request, in KB; files that administrators upload have file_megabytes instead."""
    mcp: bool = True
    """Whether programs may ask by MCP at /mcp."""
    admin_password: str = field(default="", repr=False)
    """Password of the pages for administrators at /admin; empty: nobody gets in by a password."""
    admin_header: str = ""
    """Header in which the reverse proxy gives the groups of who logged in; empty: nobody gets into /admin by it."""
    admin_group: str = ""
    """Group whose members get into /admin by admin_header."""
    records: Path = Path("records")
    """Folder of what is kept of use (questions, ratings) and of files that are being looked at before they count."""
    keep_questions: bool = False
    """Whether questions that found nothing are kept, names and numbers masked."""
    keep_feedback: bool = False
    """Whether answers can be rated, and the ratings are kept, names and numbers masked."""
    keep_days: int = 180
    """For how many days kept questions and ratings stay; 0 for no limit."""
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
        for name in _POSITIVE:
            if getattr(settings, name) < 1:
                raise InputError(f"設定 {name} は 1 以上の整数です(今の値: {getattr(settings, name)})。")
        if settings.user_header and not _TOKEN.fullmatch(settings.user_header):
            raise InputError(f"設定 user_header は、英数字と - のヘッダーの名前です(今の値: {settings.user_header})。")
        return replace(
            settings,
            corpus=root / settings.corpus,
            index=root / settings.index,
            models=root / settings.models,
            records=root / settings.records,
        )


def _project_root() -> Path:
    here = Path.cwd()
    if (here / _FILE).is_file() or (here / "corpus").is_dir():
        return here
    return Path(__file__).parents[2]


def _read(file: Path) -> dict[str, object]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: UTF-8 ではありません。UTF-8 で保存し直してください。") from error
    except tomllib.TOMLDecodeError as error:
        at = _LINE.search(str(error))
        where = f"({at[1]}行目)" if at else ""
        raise InputError(
            f"{file}: 設定ファイルを読めません{where}。「port = 7860」のような形に直してください。"
        ) from error
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
