"""An encoder that learns the user's corpus, on the CPU, without labels, and is kept only where it is better."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from assistant.adaptation.judging import Judge, Quality
from assistant.adaptation.pairs import Pair, digest, pairs_of
from assistant.adaptation.training import Recipe, Training, batches
from assistant.encoder import manifest
from assistant.encoder.pipeline import Pipeline
from assistant.encoder.sentence import locate
from assistant.errors import InputError, ModelError
from assistant.records import Proposal
from assistant.settings import Settings

__all__ = ["AdaptReport", "Quality", "Recipe", "adapt", "adapted_name"]

_SUFFIX: Final = "-adapted"


@dataclass(frozen=True, slots=True)
class AdaptReport:
    """What came of it. ``figures`` is empty where the training was stopped before its end."""

    model: str
    """The model to use from now on, as in the settings: the adapted one, or the base."""
    kept: bool
    """Whether that is the adapted one."""
    figures: Mapping[str, float]
    """pairs, held_out (counts); held_out_mrr and general_mrr, and the same with _base."""
    message: str
    """What to tell the user, in Japanese."""
    stopped: bool = False
    """Whether it was stopped; another call goes on from there."""


def adapt(
    proposals: Sequence[Proposal],
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    into: Path | None = None,
    recipe: Recipe | None = None,
) -> AdaptReport:
    """Trains the model of ``settings`` on the texts of ``proposals``; the base where it is an adapted one already.

    ``progress`` is told the steps done and all steps (about equally long). Where ``stop`` becomes true, a
    checkpoint is written and the call returns. A model that is better goes to ``into`` (default:
    ``settings.models``) as "<base>-adapted", whole or not at all; the base is left as it is.
    Raises InputError for a corpus that is too small, and ModelError where the base cannot be loaded or the folder
    cannot be written.
    """
    recipe = recipe or Recipe()
    base = _base(settings)
    pairs = pairs_of(proposals)
    matters = len({pair.group for pair in pairs})
    if matters < recipe.fewest:
        raise InputError(
            f"資料が少ないため、学習しません(学べる組 {matters}件、必要な数 {recipe.fewest}件)。"
            f"元のモデル「{base}」をそのまま使えます。"
        )
    source = locate(base, settings.models)
    name = adapted_name(base)
    target = (into or settings.models) / name
    made_of = {
        "base": base,
        "base_digest": manifest.content_digest(source),
        "pairs_digest": digest(pairs),
        "recipe": asdict(recipe),
    }
    if figures := _figures_of(target, made_of):
        return AdaptReport(name, True, figures, f"この資料は学習済みです。モデル「{name}」を使います。")
    return _Run(base, source, target, made_of, recipe, pairs).go(progress or _silent, stop or _never)


def adapted_name(base: str) -> str:
    """The name of what is made of the model ``base``."""
    return Path(base).resolve().name + _SUFFIX


@dataclass(frozen=True)
class _Run:
    """A training of one base on one corpus."""

    base: str
    source: Path
    target: Path
    made_of: dict[str, Any]
    recipe: Recipe
    pairs: Sequence[Pair]

    def go(self, progress: Callable[[int, int], None], stop: Callable[[], bool]) -> AdaptReport:
        held_out = [pair for pair in self.pairs if pair.held_out]
        rounds = batches([p for p in self.pairs if not p.held_out], self.recipe.batch, self.recipe.steps)
        judge = Judge(held_out)
        total = len(rounds) + 2 * judge.rounds
        done = 0

        def went_on() -> None:
            nonlocal done
            done += 1
            progress(done, total)

        pipeline = Pipeline.load(self.source)
        before = judge.quality(pipeline, went_on)
        partial = self.target.with_name(f"{self.target.name}.partial")
        training = Training(pipeline, self.recipe)
        training.resume(partial, self.made_of)
        done += training.step

        def after_step() -> bool:
            went_on()
            halted = stop()
            if halted or training.step % self.recipe.every == 0:
                training.save(partial, self.made_of)
            return halted

        if not training.run(rounds, after_step):
            return self._stopped(training.step, len(rounds))
        training.average()
        after = judge.quality(pipeline, went_on)
        figures = {
            "pairs": len(self.pairs),
            "held_out": len(held_out),
            "held_out_mrr_base": round(before.held_out, 4),
            "held_out_mrr": round(after.held_out, 4),
            "general_mrr_base": round(before.general, 4),
            "general_mrr": round(after.general, 4),
        }
        kept = after.better_than(before)
        if kept:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            with manifest.written_whole(self.target, {**self.made_of, "figures": figures, "made_at": now}) as side:
                pipeline.model.save(str(side), create_model_card=False)
        shutil.rmtree(partial, ignore_errors=True)
        return self._finished(kept, figures)

    def _stopped(self, step: int, steps: int) -> AdaptReport:
        message = f"学習を途中で止めました({step}/{steps})。もう一度実行すると、続きから始めます。"
        return AdaptReport(self.base, False, {}, message, stopped=True)

    def _finished(self, kept: bool, figures: Mapping[str, float]) -> AdaptReport:
        measured = (
            f"学習に使わなかった {figures['held_out']}組で、正しい本文の順位の良さ(MRR)は "
            f"{figures['held_out_mrr_base']:.3f} から {figures['held_out_mrr']:.3f}、"
            f"一般の質問では {figures['general_mrr_base']:.3f} から {figures['general_mrr']:.3f} です。"
        )
        if kept:
            name = self.target.name
            return AdaptReport(name, True, figures, f"資料を学習しました。{measured}モデル「{name}」を使います。")
        message = f"学習しましたが、良くなりませんでした。{measured}元のモデル「{self.base}」をそのまま使います。"
        return AdaptReport(self.base, False, figures, message)


def _base(settings: Settings) -> str:
    """The model of ``settings``, or what it was adapted from."""
    folder = settings.models / settings.model
    if settings.model.endswith(_SUFFIX) and folder.is_dir():
        return str(manifest.read(folder).facts.get("base", settings.model))
    return settings.model


def _figures_of(target: Path, made_of: Mapping[str, Any]) -> dict[str, float]:
    """The figures of the model in ``target`` if it is whole and was made of just this; else nothing."""
    try:
        facts = manifest.read(target).facts
    except ModelError:
        return {}
    return dict(facts["figures"]) if made_of.items() <= facts.items() else {}


def _silent(_done: int, _total: int) -> None:
    """Tells nobody."""


def _never() -> bool:
    return False
