"""Teaches the encoder on prepared texts; asks for torch, transformers and numpy alone, so that any machine with a GPU does.

Run as ``python benchmarks/tuning/train.py IN OUT``, IN from prepare.py; writes ``change-0.npz``, ``change-1.npz``, …
into OUT: what to add to each weight, for pack.py. The loss is the cross entropy of the right entry within a batch
(InfoNCE: van den Oord et al. 2018, arXiv 1807.03748), where neighbours in a file, which are of one matter, stand in
one batch as hard negatives. An entry scores as in the search (assistant.index.layout): as a whole, by its heading,
and by its body. The weights of several runs, told apart by their seed, are averaged (Wortsman et al. 2022, Model
soups, arXiv 2203.05482). Word embeddings stay as they are.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch.nn import functional
from transformers import BertConfig, BertModel

SHORT: Final = 64
LONG: Final = 256
"""Tokens of a question or heading, and of a body, that are read."""
_FILES: Final = 3

Ragged = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Recipe:
    """How to train."""

    rate: float = 8e-5
    """Highest learning rate; it grows over the first tenth of the steps and falls to 0 until the last."""
    passes: int = 14
    """How often each entry is seen, each time with one of its questions."""
    batch: int = 192
    temperature: float = 0.03
    together: int = 8
    """Neighbours in a file that stay in one batch."""
    single: float = 0.3
    """How much the views of an entry count by themselves, beside their sum."""
    headings: float = 0.3
    """How much a heading counts as a question for its body."""
    seeds: tuple[int, ...] = (0, 1, 2)


class Material:
    """What prepare.py wrote: token ids and weights, both of the pruned vocabulary."""

    def __init__(self, folder: Path) -> None:
        held = np.load(folder / "texts.npz")
        self.texts: dict[str, Ragged] = {
            name: (held[f"{name}.ids"], np.concatenate([[0], np.cumsum(held[f"{name}.lengths"])]))
            for name in ("queries", "headings", "bodies", "wholes", "asked")
        }
        self.queries = held["queries.count"]
        """How many questions each entry has."""
        self.first = np.cumsum(self.queries) - self.queries
        self.headed = held["headed"]
        """Whether an entry has a heading that the search would know."""
        weights = np.load(folder / "weights.npz")
        self.weights = {name: torch.from_numpy(weights[name].astype(np.float32)) for name in weights.files}

    def model(self) -> BertModel:
        """The base, on the best device there is."""
        vocabulary, width = self.weights["embeddings.word_embeddings.weight"].shape
        inner = len(self.weights["encoder.layer.0.intermediate.dense.bias"])
        config = BertConfig(
            vocab_size=vocabulary,
            hidden_size=width,
            num_hidden_layers=12,
            num_attention_heads=12,
            intermediate_size=inner,
            layer_norm_eps=1e-12,
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
        )
        model = BertModel(config, add_pooling_layer=False)
        model.load_state_dict(self.weights, strict=False)
        model.embeddings.word_embeddings.weight.requires_grad_(False)
        return model.to(device())

    def padded(self, *parts: tuple[str, np.ndarray, int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids and mask of the texts of these names and numbers, cut at so many tokens, one below the other."""
        rows = []
        for name, numbers, most in parts:
            ids, starts = self.texts[name]
            for number in numbers:
                row = ids[starts[number] : starts[number + 1]]
                rows.append(row if len(row) <= most else np.append(row[: most - 1], row[-1]))
        width = -(-max(map(len, rows)) // 16) * 16
        tokens, mask = np.zeros((len(rows), width), np.int64), np.zeros((len(rows), width), bool)
        for place, row in enumerate(rows):
            tokens[place, : len(row)], mask[place, : len(row)] = row, True
        return torch.from_numpy(tokens).to(device()), torch.from_numpy(mask).to(device())


def device() -> str:
    """Where tensors lie."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def vectors(model: BertModel, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Means over tokens, shape [n, width], unit length."""
    with torch.autocast(device(), torch.bfloat16, enabled=device() == "cuda"):
        states = model(input_ids=tokens, attention_mask=mask.long()).last_hidden_state
    means = (states.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return functional.normalize(means, dim=1)


def batches(entries: int, recipe: Recipe, seed: int) -> list[np.ndarray]:
    """Numbers of entries, batch by batch, all of them once."""
    rng = np.random.default_rng(seed)
    numbers = np.arange(entries)
    cuts = np.arange(rng.integers(1, recipe.together + 1), entries, recipe.together)
    runs = np.split(numbers, cuts)
    order = np.concatenate([runs[place] for place in rng.permutation(len(runs))])
    return np.array_split(order, max(1, round(entries / recipe.batch)))


def loss_of(model: BertModel, material: Material, recipe: Recipe, entries: np.ndarray, asked: np.ndarray) -> Any:
    """The loss of a batch: question ``asked[i]`` of all questions is answered by entry ``entries[i]``."""
    size, headed = len(entries), np.flatnonzero(material.headed[entries])
    short = vectors(
        model,
        *material.padded(("queries", asked, SHORT), ("headings", entries, SHORT), ("asked", entries[headed], SHORT)),
    )
    long = vectors(model, *material.padded(("wholes", entries, LONG), ("bodies", entries, LONG)))
    questions, headings, headings_asked = short[:size], short[size : 2 * size], short[2 * size :]
    wholes, bodies = long[:size], long[size:]
    has = torch.from_numpy(material.headed[entries]).to(device())[:, None]
    views = [questions @ view.T / recipe.temperature for view in (wholes, torch.where(has, headings, wholes), bodies)]
    right = torch.arange(size, device=device())
    loss = functional.cross_entropy(torch.stack(views).mean(0), right)
    for alone in (views[0], torch.maximum(views[1], views[2])):
        loss = loss + recipe.single * functional.cross_entropy(alone, right)
    if len(headed):
        scores = headings_asked @ bodies.T / recipe.temperature
        loss = loss + recipe.headings * functional.cross_entropy(scores, torch.from_numpy(headed).to(device()))
    return loss


def trained(material: Material, recipe: Recipe, seed: int) -> dict[str, torch.Tensor]:
    """The weights after training with one seed."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = material.model().eval()
    weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    optimizer = torch.optim.AdamW(weights.values(), lr=recipe.rate, weight_decay=0.01)
    steps = [
        batch
        for turn in range(recipe.passes)
        for batch in batches(len(material.queries), recipe, seed * recipe.passes + turn)
    ]
    for step, entries in enumerate(steps):
        share = (step + 1) / len(steps)
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * min(share / 0.1, (1 - share) / 0.9)
        asked = material.first[entries] + rng.integers(0, material.queries[entries])
        optimizer.zero_grad()
        loss_of(model, material, recipe, entries, asked).backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
        optimizer.step()
    return {name: weight.detach().cpu() for name, weight in weights.items()}


def soup(material: Material, recipe: Recipe) -> dict[str, torch.Tensor]:
    """The mean of the weights over the seeds."""
    runs = [trained(material, recipe, seed) for seed in recipe.seeds]
    return {name: torch.stack([run[name] for run in runs]).mean(0) for name in runs[0]}


def save(material: Material, weights: dict[str, torch.Tensor], folder: Path) -> None:
    """Writes the differences to the base in float16, in files of about one size."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[dict[str, np.ndarray]] = [{} for _ in range(_FILES)]
    for name, weight in sorted(weights.items(), key=lambda item: -item[1].numel()):
        smallest = min(parts, key=lambda part: sum(change.nbytes for change in part.values()))
        smallest[name] = (weight - material.weights[name]).half().numpy()
    for number, part in enumerate(parts):
        np.savez_compressed(folder / f"change-{number}.npz", **part)  # type: ignore[arg-type]  # taken for its flag


def main() -> None:
    """Trains and saves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    material = Material(chosen.prepared)
    save(material, soup(material, Recipe()), chosen.out)


if __name__ == "__main__":
    main()
