"""Puts the products of a graph with its weights into 8 bits: inputs as they come, weights per output.

Inputs that are outliers are taken out and multiplied in float32 beside the product: one scale for all would leave
nothing of the rest (Bondarenko, Nagel, Blankevoort 2021, Understanding and Overcoming the Challenges of Efficient
Transformer Quantization, arXiv 2109.12948; Dettmers et al. 2022, LLM.int8(), arXiv 2208.07339). The models of today
have one such input in many of their products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from assistant.encoder.graph import OWN, Graph
from assistant.encoder.rounding import rounded

_OUTLYING: Final = 40
"""Largest value of an input, as a multiple of the root mean square of all inputs of the product, from which it stands
apart: a third of the scale would be for what is usual."""
_FEW: Final = 8
"""Inputs of a product that may stand apart; a product with more of them stays in float32."""
_AT_ONCE: Final = 256
"""Tokens whose values are multiplied together: each product of all inputs is as large as the weights."""


class Inputs:
    """What comes to a product over a few texts."""

    def __init__(self, width: int) -> None:
        self.largest = np.zeros(width, np.float32)
        """Of each input the largest value, as a multiple of the root mean square of all, shape [inputs]."""
        self._moments = np.zeros((width, width), np.float32)
        self._waiting: list[NDArray[np.float32]] = []

    def see(self, values: NDArray[np.float32]) -> None:
        """Takes ``values``, shape [tokens, inputs], into account."""
        usual = np.maximum(np.sqrt(np.mean(np.square(values))), np.finfo(np.float32).tiny)
        self.largest = np.maximum(self.largest, np.abs(values).max(axis=0) / usual)
        self._waiting.append(values)
        if sum(map(len, self._waiting)) >= _AT_ONCE:
            self._add()

    def _add(self) -> None:
        together = np.concatenate(self._waiting)
        self._moments += together.T @ together
        self._waiting.clear()

    @property
    def moments(self) -> NDArray[np.float32]:
        """Sums of the products of each two inputs, shape [inputs, inputs]."""
        if self._waiting:
            self._add()
        return self._moments

    @property
    def apart(self) -> NDArray[np.intp]:
        """The numbers of those that stand apart."""
        return np.flatnonzero(self.largest > _OUTLYING)


def products(graph: Graph) -> list[Any]:
    """The nodes that multiply a value with weights."""
    return [
        node
        for node in graph.nodes
        if node.op_type == "MatMul" and node.input[1] in graph.weights and node.input[0] not in graph.weights
    ]


def quantise(graph: Graph, inputs: dict[str, Inputs]) -> None:
    """Puts the products of ``graph`` whose inputs are known, by the name of the value, into 8 bits.

    Products of one value become one product, whose outputs are then parted.
    """
    groups: dict[str, list[_Product]] = {}
    for node in products(graph):
        groups.setdefault(node.input[0], []).append(_Product.of(graph, node))
    old: list[Any] = []
    new: list[Any] = []
    for name, group in groups.items():
        seen = inputs.get(name)
        if seen is not None and len(seen.apart) <= _FEW:
            old += [node for product in group for node in product.nodes]
            new += [*_levels(graph, name, seen), *_together(graph, name, group, seen)]
    graph.replace(old, new)


@dataclass(frozen=True, slots=True)
class _Product:
    """A product as it stands in a graph."""

    nodes: tuple[Any, ...]
    """The multiplication, and the addition of a constant row where that is all that is done with its result."""
    weights: NDArray[np.float32]
    """Shape [inputs, outputs]."""
    bias: NDArray[np.float32]
    """What is added, shape [outputs]."""
    result: str

    @classmethod
    def of(cls, graph: Graph, node: Any) -> Self:
        """The product that begins with ``node``."""
        weights = graph.values(node.input[1])
        takers = [taker for taker in graph.nodes if node.output[0] in taker.input]
        if len(takers) == 1 and takers[0].op_type == "Add":
            for name in takers[0].input:
                if name in graph.weights and list(graph.weights[name].dims) == [weights.shape[1]]:
                    return cls((node, takers[0]), weights, graph.values(name), takers[0].output[0])
        return cls((node,), weights, np.zeros(weights.shape[1], np.float32), node.output[0])


def _levels(graph: Graph, name: str, inputs: Inputs) -> list[Any]:
    """Nodes that bring the inputs called ``name`` into 8 bits, without those that stand apart."""
    from onnx import helper  # noqa: PLC0415

    if not len(inputs.apart):
        return [helper.make_node("DynamicQuantizeLinear", [name], _quantised(name))]
    usual = np.ones(len(inputs.largest), np.float32)
    usual[inputs.apart] = 0
    return [
        helper.make_node("Gather", [name, graph.add(f"{name}.numbers", inputs.apart)], [f"{name}.apart"], axis=-1),
        helper.make_node("Mul", [name, graph.add(f"{name}.usual", usual)], [f"{name}.rest"]),
        helper.make_node("DynamicQuantizeLinear", [f"{name}.rest"], _quantised(name)),
    ]


def _together(graph: Graph, name: str, group: Sequence[_Product], inputs: Inputs) -> list[Any]:
    """Nodes that multiply the inputs in 8 bits with the weights of ``group``, and those that stand apart in float32."""
    from onnx import helper  # noqa: PLC0415

    weights = np.concatenate([product.weights for product in group], axis=1)
    beside = weights[inputs.apart]
    weights[inputs.apart] = 0
    moments = inputs.moments.copy()
    moments[inputs.apart] = 0
    moments[:, inputs.apart] = 0
    levels, steps = rounded(weights, moments)
    title = group[0].nodes[0].name
    level, step, zero = _quantised(name)
    bias = np.concatenate([product.bias for product in group])
    taken = [
        *(level, graph.add(f"{title}.levels", levels)),
        *(step, graph.add(f"{title}.steps", steps)),
        *(zero, "", graph.add(f"{title}.bias", bias)),
    ]
    result = group[0].result if len(group) == 1 else f"{title}.together"
    found = f"{result}.usual" if len(beside) else result
    nodes = [helper.make_node("MatMulIntegerToFloat", taken, [found], title, domain=OWN)]
    if len(beside):
        thin = graph.add(f"{title}.beside", beside)
        nodes += [
            helper.make_node("MatMul", [f"{name}.apart", thin], [f"{result}.apart"], f"{title}.apart"),
            helper.make_node("Add", [found, f"{result}.apart"], [result]),
        ]
    if len(group) > 1:
        parts = graph.add(f"{title}.parts", np.array([product.weights.shape[1] for product in group]))
        nodes.append(helper.make_node("Split", [result, parts], [product.result for product in group], axis=-1))
    return nodes


def _quantised(name: str) -> list[str]:
    """What the levels, the step and the zero of a value in 8 bits are called."""
    return [f"{name}.levels", f"{name}.step", f"{name}.zero"]
