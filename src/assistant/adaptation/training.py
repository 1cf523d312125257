"""One epoch of contrastive training on the CPU: each question is drawn to its passage, away from those beside it.

The loss is the cross entropy of the cosines within a batch (InfoNCE: van den Oord et al. 2018, arXiv:1807.03748).
Word embeddings stay as they are, since a corpus shows few of them. Dropout is off and the order of batches comes
from a seed, so a run that was stopped and resumed ends where one without a break does. Base and trained weights
are averaged in the end, which keeps what the base knew (Wortsman et al. 2022, Model soups, arXiv:2203.05482).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from assistant.adaptation.pairs import Pair
from assistant.encoder import manifest
from assistant.encoder.pipeline import Pipeline, Side
from assistant.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

TOKENS: Final = 160
"""Tokens of a text that are read in training; the model itself keeps its own length."""
_STATE: Final = "state.pt"
_SEED: Final = 20240401
_SORTED: Final = 8
"""Batches whose pairs are sorted by length together."""
_PADDED: Final = 32
"""Texts are padded to a multiple of this many tokens: torch keeps code and memory for each shape that it meets."""
_AT_ONCE: Final = 8
"""Texts whose gradients are worked out at a time: 250 MB for a small model."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; its values are part of what a checkpoint is valid for."""

    batch: int = 32
    """Pairs in a batch: every question has the passages of all others to be told from."""
    rate: float = 2e-5
    """Learning rate of AdamW after the first tenth of the steps, in which it grows."""
    temperature: float = 0.05
    share: float = 0.5
    """Share of the trained weights in the average with the base."""
    steps: int = 120
    """Most batches; of a corpus that has more pairs, a sample is learned."""
    every: int = 10
    """Steps from one checkpoint to the next."""
    fewest: int = 300
    """Matters (groups of pairs) below which a corpus is too small to learn from and to judge by."""


def batches(pairs: Sequence[Pair], size: int, most: int) -> list[list[Pair]]:
    """``pairs`` in at most ``most`` batches of ``size``, like lengths together, in an order that is always the same.

    What is left over is a batch if it is at least half of one.
    """
    generator = np.random.default_rng(_SEED)
    order = [pairs[i] for i in generator.permutation(len(pairs))[: most * size]]
    stretch = size * _SORTED
    for start in range(0, len(order), stretch):
        order[start : start + stretch] = sorted(order[start : start + stretch], key=lambda pair: len(pair.passage))
    cut = [order[start : start + size] for start in range(0, len(order), size)]
    whole = [batch for batch in cut if 2 * len(batch) >= size]
    return [whole[i] for i in generator.permutation(len(whole))]


class Training:
    """A model on its way from the base to the adapted weights. ``step`` counts the batches that it has seen."""

    def __init__(self, pipeline: Pipeline, recipe: Recipe) -> None:
        import torch  # noqa: PLC0415 - takes a second and 200 MB

        self.step = 0
        self._model = pipeline.model.eval()
        self._prompts = pipeline.prompts
        self._recipe = recipe
        for module in self._model.modules():
            if hasattr(module, "get_input_embeddings"):
                module.get_input_embeddings().requires_grad_(False)
        self._weights = {name: weight for name, weight in self._model.named_parameters() if weight.requires_grad}
        self._base = {name: weight.detach().clone() for name, weight in self._weights.items()}
        self._optimizer = torch.optim.AdamW(self._weights.values(), lr=recipe.rate)

    def resume(self, folder: Path, made_of: Mapping[str, Any]) -> None:
        """Goes on from the checkpoint in ``folder`` if there is one of the same base, pairs and recipe."""
        import torch  # noqa: PLC0415

        try:
            if manifest.read(folder).facts != made_of:
                return
            state = torch.load(folder / _STATE, weights_only=True)
        except (ModelError, OSError, RuntimeError):
            return  # none is there, or its writing was cut short: the training begins anew
        with torch.no_grad():
            for name, weight in self._weights.items():
                weight.copy_(state["weights"][name])
        self._optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]

    def save(self, folder: Path, made_of: dict[str, Any]) -> None:
        """Writes a checkpoint into ``folder``, whole or not at all. Raises ModelError where it cannot be written."""
        import torch  # noqa: PLC0415

        state = {"weights": self._weights, "optimizer": self._optimizer.state_dict(), "step": self.step}
        with manifest.written_whole(folder, made_of) as side:
            torch.save(state, side / _STATE)

    def run(self, rounds: Sequence[Sequence[Pair]], after: Callable[[], bool]) -> bool:
        """Trains on the batches of ``rounds`` not yet seen; stops where ``after`` a step says so.

        Returns whether all batches were seen.
        """
        for batch in rounds[self.step :]:
            grown = min(1.0, (self.step + 1) / max(1, len(rounds) // 10))
            for group in self._optimizer.param_groups:
                group["lr"] = self._recipe.rate * grown
            self._optimizer.zero_grad()
            self._learn(batch)
            self._optimizer.step()
            self.step += 1
            if after():
                break
        return self.step == len(rounds)

    def average(self) -> None:
        """Sets the model to the average of base and trained weights."""
        import torch  # noqa: PLC0415

        with torch.no_grad():
            for name, weight in self._weights.items():
                weight.lerp_(self._base[name], 1 - self._recipe.share)

    def _learn(self, batch: Sequence[Pair]) -> None:
        """Adds the gradients of one batch.

        Vectors first, without what a gradient needs; then the loss; then each few texts once more, with the
        gradient of the loss in their vectors. So memory does not grow with the batch (Gao et al. 2021, Scaling
        Deep Contrastive Learning Batch Size under Memory Limited Setup, arXiv:2101.06983).
        """
        import torch  # noqa: PLC0415

        texts: list[tuple[Side, list[str]]] = [("query", [pair.question for pair in batch])]
        texts.append(("passage", [pair.passage for pair in batch]))
        parts = [(side, some[at : at + _AT_ONCE]) for side, some in texts for at in range(0, len(some), _AT_ONCE)]
        with torch.no_grad():
            vectors = torch.cat([self._vectors(*part) for part in parts]).requires_grad_()
        sizes = [len(some) for _, some in parts]
        (gradients,) = torch.autograd.grad(self._loss(vectors, batch), vectors)
        for part, gradient in zip(parts, torch.split(gradients, sizes), strict=True):
            torch.autograd.backward(self._vectors(*part), gradient)

    def _loss(self, vectors: torch.Tensor, batch: Sequence[Pair]) -> torch.Tensor:
        """InfoNCE of the questions and then passages in ``vectors``; what would answer as well is no negative."""
        import torch  # noqa: PLC0415

        questions, passages = vectors.chunk(2)
        scores = questions @ passages.T / self._recipe.temperature
        same = [[a is not b and (a.group == b.group or a.passage == b.passage) for b in batch] for a in batch]
        scores = scores.masked_fill(torch.tensor(same), -torch.inf)
        return torch.nn.functional.cross_entropy(scores, torch.arange(len(batch)))

    def _vectors(self, side: Side, texts: list[str]) -> torch.Tensor:
        """Unit vectors in float32, shape [n, dimension]."""
        import torch  # noqa: PLC0415

        with shortened(self._model), _mixed():
            padding = {"text": {"pad_to_multiple_of": _PADDED}}
            features = self._model.preprocess(texts, prompt=self._prompts[side], processing_kwargs=padding)
            return torch.nn.functional.normalize(self._model(features)["sentence_embedding"].float(), dim=1)


def _mixed() -> AbstractContextManager[Any]:
    """Multiplies in bfloat16 where the processor has instructions for it (twice as fast), else in float32."""
    import torch  # noqa: PLC0415

    able = torch.cpu.get_capabilities()
    fast = any(able.get(name, False) for name in ("avx512_bf16", "amx_bf16", "arm_bf16"))
    return torch.autocast("cpu", torch.bfloat16, enabled=fast)


@contextmanager
def shortened(model: Any) -> Iterator[None]:
    """Lets ``model`` read TOKENS tokens of a text at most, or as many of its own as make full steps of padding."""
    full = model.max_seq_length
    model.max_seq_length = min(TOKENS, (full or TOKENS) // _PADDED * _PADDED)
    try:
        yield
    finally:
        model.max_seq_length = full
