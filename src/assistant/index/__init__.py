"""The built index: proposals, their passages, and the three legs that search them. Built, saved, opened, guarded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from assistant import lists
from assistant.dense import Dense
from assistant.encoder import Encoder
from assistant.errors import IndexUnavailableError
from assistant.index import folder as folders
from assistant.index import store
from assistant.index.checkpoint import Checkpoint
from assistant.index.layout import Layout
from assistant.lexical import Lexical
from assistant.passages import split, whole
from assistant.records import Passage, Proposal, Source
from assistant.tokens import dictionary_version

__all__ = ["SCHEMA", "Checkpoint", "Index", "Saved"]

SCHEMA: Final = 14
"""Raised whenever what a generation holds changes its form or its meaning."""
_ATTEMPTS: Final = 3
_DIGESTS: Final = "passages.txt"
_TERMS: Final = "terms.jsonl"
_BATCH: Final = 256
"""Texts that are encoded between two saves to the checkpoint."""

Progress = Callable[[int, int], None]
"""Is told how many texts are encoded, of how many."""


@dataclass(frozen=True)
class Saved:
    """What an earlier build worked out of texts, by their hash, for those that did not change."""

    fingerprint: str = ""
    """The model that made the vectors."""
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    terms: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Self:
        """What is in force in ``folder``; nothing where no index is there or it is not whole."""
        try:
            return cls.read(*folders.current(folder))
        except IndexUnavailableError:
            return cls()

    @classmethod
    def read(cls, generation: Path, manifest: Mapping[str, Any]) -> Self:
        """What a generation holds; nothing where its files cannot be read, no terms where they would be others now."""
        try:
            digests = (generation / _DIGESTS).read_text(encoding="utf-8").split()
            vectors = dict(zip(digests, np.array(Dense.open(generation).vectors), strict=True))
            terms: list[list[str]] = []
            if manifest.get("terms") == _terms_of():
                with (generation / _TERMS).open(encoding="utf-8") as lines:
                    terms = [json.loads(line) for line in lines]
            wholes = digests[len(digests) - len(terms) :]
            return cls(manifest["model"], vectors, dict(zip(wholes, terms, strict=True)))
        except (OSError, RuntimeError, ValueError, KeyError):
            return cls()


@dataclass(frozen=True)
class Index:
    """Everything a search needs, in memory."""

    proposals: tuple[Proposal, ...]
    passages: tuple[Passage, ...]
    words: Lexical
    bigrams: Lexical
    vectors: Dense
    encoder: Encoder
    manifest: Mapping[str, Any]
    earlier: tuple[Proposal, ...] = ()
    """Rows of older editions: not searched, only compared with the newest."""
    encoded: int = 0
    """How many texts were encoded for this build."""

    @cached_property
    def layout(self) -> Layout:
        """Which vectors belong to which proposal."""
        return Layout.of(self.proposals, self.passages)

    @classmethod
    def build(
        cls,
        proposals: Sequence[Proposal],
        encoder: Encoder,
        sources: Sequence[Source] = (),
        saved: Saved | None = None,
        progress: Progress | None = None,
        earlier: Sequence[Proposal] = (),
        checkpoint: Checkpoint | None = None,
    ) -> Self:
        """The index of ``proposals``; what ``saved`` holds of the same model and the same words is taken over.

        New vectors are kept in ``checkpoint`` as they come, and those that a stopped build left there are used.
        """
        passages = tuple(passage for proposal in proposals for passage in split(proposal))
        wholes = [whole(proposal) for proposal in proposals]
        texts = [*(passage.text for passage in passages), *wholes]
        vectors, encoded = _vectors(texts, encoder, saved, progress, checkpoint)
        return cls(
            proposals=tuple(proposals),
            passages=passages,
            words=Lexical.build(wholes, "words", [saved.terms.get(_digest(text)) for text in wholes] if saved else ()),
            bigrams=Lexical.build(wholes, "bigrams"),
            vectors=Dense.build(vectors),
            encoder=encoder,
            manifest={
                "schema": SCHEMA,
                "model": encoder.fingerprint,
                "dimension": encoder.dimension,
                "dictionary": dictionary_version(),
                "terms": _terms_of(),
                "sources": [asdict(source) for source in sources],
                "counts": {"sources": len(sources), "proposals": len(proposals), "passages": len(passages)},
            },
            earlier=tuple(earlier),
            encoded=encoded,
        )

    def save(self, generation: Path, extra: Mapping[str, Any] | None = None) -> None:
        """Writes everything into the folder ``generation`` and puts it in force; ``extra`` joins the manifest."""
        store.write(generation / store.PROPOSALS, self.proposals)
        store.write(generation / store.EARLIER, self.earlier)
        texts = [*(passage.text for passage in self.passages), *(whole(proposal) for proposal in self.proposals)]
        digests = "".join(f"{_digest(text)}\n" for text in texts)
        (generation / _DIGESTS).write_text(digests, encoding="utf-8")
        lines = (json.dumps(terms, ensure_ascii=False) for terms in self.words.terms or ())
        (generation / _TERMS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        self.words.save(generation / "words")
        self.bigrams.save(generation / "bigrams")
        self.vectors.save(generation)
        folders.commit(generation, {**self.manifest, **(extra or {})})

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Self:
        """The index in force in ``folder``.

        Raises IndexUnavailableError where there is none, it is damaged, or it was made by another version of the
        program, another model or another dictionary; the message names what differs.
        """
        for attempt in range(_ATTEMPTS):
            before = folders.read_manifest(folder)
            try:
                return cls._open(folder, encoder)
            except IndexUnavailableError:
                # A build may have swapped generations between the manifest and its files: look again.
                if attempt + 1 == _ATTEMPTS or folders.read_manifest(folder) == before:
                    raise
        raise IndexUnavailableError(
            str(folder), "索引が入れ替わり続けています", "build が終わってから実行してください。"
        )

    @classmethod
    def _open(cls, folder: Path, encoder: Encoder) -> Self:
        generation, manifest = folders.current(folder)
        for name, found, wanted in (
            ("索引の形式", manifest.get("schema"), SCHEMA),
            ("モデル", manifest.get("model"), encoder.fingerprint),
            ("次元数", manifest.get("dimension"), encoder.dimension),
            ("辞書", manifest.get("dictionary"), dictionary_version()),
        ):
            if found != wanted:
                raise IndexUnavailableError(
                    str(folder),
                    f"{name}が違います(索引: {found}、今: {wanted})",
                    "`assistant build` で作り直すか、設定を元に戻してください。",
                )
        try:
            proposals = store.read(generation / store.PROPOSALS)
            earlier = store.read(generation / store.EARLIER)
            passages = tuple(passage for proposal in proposals for passage in split(proposal))
            legs = Lexical.open(generation / "words"), Lexical.open(generation / "bigrams"), Dense.open(generation)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise IndexUnavailableError(
                str(folder), "索引の中身を読めません", "`assistant build` で作り直してください。"
            ) from error
        return cls(proposals, passages, *legs, encoder, manifest, earlier)


def _vectors(
    texts: Sequence[str],
    encoder: Encoder,
    saved: Saved | None,
    progress: Progress | None,
    checkpoint: Checkpoint | None,
) -> tuple[NDArray[np.float32], int]:
    """The vector of each text, shape [n, dimension], and how many were new; equal texts are encoded once.

    Texts are encoded by length, so that those of one batch cost about the same.
    """
    known = dict(saved.vectors) if saved and saved.fingerprint == encoder.fingerprint else {}
    if checkpoint:
        known.update(checkpoint.rows())
    digests = [_digest(text) for text in texts]
    new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
    waiting = sorted(new, key=lambda digest: len(new[digest]))
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress(done, len(new))

    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        vectors = encoder.encode_passages([new[digest] for digest in batch], count)
        if checkpoint:
            checkpoint.add(batch, vectors)
        known.update(zip(batch, vectors, strict=True))
    if not digests:
        return np.zeros((0, encoder.dimension), dtype=np.float32), 0
    return np.stack([known[digest] for digest in digests]), len(new)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _terms_of() -> list[object]:
    """What the terms of a text depend on beside its words."""
    return [SCHEMA, dictionary_version(), lists.digest()]
