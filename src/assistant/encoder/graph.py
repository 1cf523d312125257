"""A model as an ONNX graph in float32: from the vectors of the words of one text to the vector of the text.

The export of torch leaves more than half of its nodes to the arithmetic of shapes and writes attention as four
products of matrices. Here attention is one node, shapes of which only the number of tokens is open are written
down, and nothing is arranged anew only to be arranged back: a text takes a sixth less time.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import int8
from assistant.encoder.pipeline import Pipeline

_OPSET: Final = 18
_ATTENTION: Final = "aten::scaled_dot_product_attention"
_ARRANGING: Final = ("Reshape", "Transpose")
OWN: Final = "com.microsoft"
"""The domain of the operations that ONNX Runtime has beyond the standard."""


class Graph:
    """A graph whose values can be looked at and whose nodes can be replaced."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.weights = {item.name: item for item in model.graph.initializer}
        del model.graph.initializer[:]  # they stand in one place only

    @classmethod
    def of(cls, pipeline: Pipeline, example: NDArray[np.float32], scratch: Path) -> Self:
        """The graph of all modules of ``pipeline``; ``example`` holds vectors of words, shape [tokens, width]."""
        import onnx  # noqa: PLC0415
        import torch  # noqa: PLC0415

        class Row(torch.nn.Module):
            """All modules in a row. One text has no padding, so no mask is needed."""

            def __init__(self, modules: Any) -> None:
                super().__init__()
                self.row = modules

            def forward(self, words: Any) -> Any:
                features = {"inputs_embeds": words}
                for module in self.row:
                    features = module(features)
                return features[int8.SENTENCE]

        file = scratch / "exported.onnx"
        row = Row(pipeline.model.eval())
        with torch.inference_mode(), _attention_as_one_node(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tracing warns of every branch; the check of the result decides
            torch.onnx.export(
                row,
                (torch.from_numpy(example)[None],),
                file,
                input_names=[int8.INPUT],
                output_names=[int8.SENTENCE],
                dynamic_axes={int8.INPUT: {1: "tokens"}},
                dynamo=False,
                opset_version=_OPSET,
                custom_opsets={OWN: 1},
                export_params=False,  # the exporter would hold them three times
                do_constant_folding=False,
            )
        graph = cls(onnx.load(file))
        graph._take({**dict(row.named_parameters()), **dict(row.named_buffers())})
        return graph

    def _take(self, parameters: Mapping[str, Any]) -> None:
        """Makes constants of those inputs that are ``parameters`` of the model, as they are and as they are turned."""
        inputs = self.model.graph.input
        for item in [item for item in inputs if item.name in parameters]:
            self.add(item.name, parameters[item.name].detach().numpy())
            inputs.remove(item)
        turned = [node for node in self.nodes if node.op_type == "Transpose" and node.input[0] in self.weights]
        for node in turned:
            self.add(node.output[0], self.values(node.input[0]).transpose(_order(node)))
        self.replace(turned, [])
        used = self._used
        self.weights = {name: item for name, item in self.weights.items() if name in used}

    @property
    def nodes(self) -> Sequence[Any]:
        """The nodes, each after those whose values it takes."""
        nodes: Sequence[Any] = self.model.graph.node
        return nodes

    def run(
        self, texts: Sequence[NDArray[np.float32]], watched: Sequence[str], scratch: Path
    ) -> Iterator[tuple[NDArray[np.float32], dict[str, NDArray[Any]]]]:
        """For each text, as vectors of words of shape [tokens, width], its vector and the values called ``watched``."""
        import onnx  # noqa: PLC0415
        import onnxruntime  # noqa: PLC0415

        outputs = self.model.graph.output
        outputs.extend(onnx.helper.make_empty_tensor_value_info(name) for name in watched)
        file = scratch / "watched.onnx"
        self.save(file)
        del outputs[len(outputs) - len(watched) :]
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        for words in texts:
            vector, *values = session.run([int8.SENTENCE, *watched], {int8.INPUT: words[None]})
            yield vector[0], dict(zip(watched, values, strict=True))

    @property
    def _used(self) -> set[str]:
        """What the values are called that a node takes."""
        return {name for node in self.nodes for name in node.input}

    @property
    def arranged(self) -> set[str]:
        """What the values are called that are only arranged anew, before and after."""
        given = {item.name for item in self.model.graph.input} | set(self.weights)
        nodes = [node for node in self.nodes if node.op_type in _ARRANGING]
        return {name for node in nodes for name in (node.input[0], node.output[0])} - given

    def settle(self, seen: Mapping[str, Sequence[tuple[int, ...]]]) -> None:
        """Writes down shapes of which one number differs at most, and leaves out what arranges values for nothing.

        ``seen`` are the shapes of all that is arranged, for texts of different lengths.
        """
        for node in self.nodes:
            if node.op_type == "Reshape" and node.output[0] in seen:
                shapes = np.array(seen[node.output[0]])
                varying = (shapes != shapes[0]).any(axis=0)
                if varying.sum() <= 1:
                    shape = np.where(varying, -1, shapes[0]).astype(np.int64)
                    node.input[1] = self.add(f"{node.output[0]}.shape", shape)
        before = self._unchanged(seen)
        for node in self.nodes:
            for number, name in enumerate(node.input):
                node.input[number] = before.get(name, name)
        self.replace([], [])

    def _unchanged(self, seen: Mapping[str, Sequence[tuple[int, ...]]]) -> dict[str, str]:
        """What values were called before they were arranged anew and came out as they were."""
        makers = {name: node for node in self.nodes for name in node.output}
        found: dict[str, str] = {}
        for node in self.nodes:
            chain: list[Any] = []
            made = node
            while made is not None and made.op_type in _ARRANGING:
                chain.insert(0, made)
                made = makers.get(made.input[0])
                start = chain[0].input[0]
                if start in seen and _comes_out_as_it_was(chain, seen):
                    found[node.output[0]] = found.get(start, start)
        return found

    def values(self, name: str) -> NDArray[Any]:
        """The constant called ``name``."""
        from onnx import numpy_helper  # noqa: PLC0415

        found: NDArray[Any] = numpy_helper.to_array(self.weights[name])
        return found

    def add(self, name: str, values: NDArray[Any]) -> str:
        """Adds constant ``values`` under ``name``, which is returned."""
        from onnx import numpy_helper  # noqa: PLC0415

        self.weights[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def replace(self, old: Sequence[Any], new: Sequence[Any]) -> None:
        """Puts the nodes ``new`` in the place of the nodes ``old``."""
        gone = {id(node) for node in old}
        kept = [node for node in self.nodes if id(node) not in gone]
        ordered = list(_ordered([*kept, *new], self.model.graph.output))
        del self.nodes[:]  # type: ignore[attr-defined]  # a field of a protocol buffer
        self.nodes.extend(ordered)  # type: ignore[attr-defined]

    def save(self, file: Path) -> None:
        """Writes the graph; its weights go to a file beside it, which ONNX Runtime maps instead of reading."""
        import onnx  # noqa: PLC0415

        copy = onnx.ModelProto()  # what is written is emptied
        copy.CopyFrom(self.model)
        used = self._used
        copy.graph.initializer.extend(item for name, item in self.weights.items() if name in used)
        del copy.graph.value_info[:]  # types of which the export was not sure
        file.with_name(f"{file.name}.data").unlink(missing_ok=True)
        onnx.save(copy, file, save_as_external_data=True, location=f"{file.name}.data")


def _order(node: Any) -> list[int]:
    """The order of axes that a Transpose gives."""
    return next(list(item.ints) for item in node.attribute if item.name == "perm")


def _comes_out_as_it_was(chain: Sequence[Any], seen: Mapping[str, Sequence[tuple[int, ...]]]) -> bool:
    """Whether what goes into the first node of ``chain`` leaves the last one unchanged."""
    shapes = seen[chain[0].input[0]]
    if list(shapes) != list(seen[chain[-1].output[0]]):
        return False
    places = np.arange(np.prod(shapes[0], dtype=int)).reshape(shapes[0])
    for node in chain:
        if node.op_type == "Transpose":
            places = places.transpose(_order(node))
        else:
            places = places.reshape(seen[node.output[0]][0])
    return bool((np.diff(places.ravel()) == 1).all())


def _ordered(nodes: Sequence[Any], outputs: Sequence[Any]) -> Iterator[Any]:
    """Those of ``nodes`` that ``outputs`` need, each after those whose values it takes."""
    makers = {name: node for node in nodes for name in node.output}
    given: set[str] = set()
    waiting = [makers[output.name] for output in outputs]
    while waiting:
        node = waiting[-1]
        needed = [makers[name] for name in node.input if name in makers and name not in given]
        if needed:
            waiting.extend(needed)
            continue
        waiting.pop()
        if not given.issuperset(node.output):
            given.update(node.output)
            yield node


@contextmanager
def _attention_as_one_node() -> Iterator[None]:
    """Has torch export attention that no mask limits as one node of ONNX Runtime, all other as ever."""
    from torch.onnx import symbolic_helper, symbolic_opset14  # noqa: PLC0415
    from torch.onnx.utils import register_custom_op_symbolic, unregister_custom_op_symbolic  # noqa: PLC0415

    def attention(
        g: Any, query: Any, key: Any, value: Any, mask: Any, dropout: Any, causal: Any, scale: Any, grouped: Any
    ) -> Any:
        heads = _size(g.original_node, 1)
        limited = not symbolic_helper._is_none(mask) or any(
            symbolic_helper._maybe_get_const(flag, "b") for flag in (causal, grouped)
        )
        if heads is None or limited:
            return symbolic_opset14.scaled_dot_product_attention(
                g, query, key, value, mask, dropout, causal, scale, grouped
            )
        chosen = symbolic_helper._maybe_get_const(scale, "f")
        given = {} if symbolic_helper._is_none(scale) else {"scale_f": chosen}
        rows = [_rows(g, value) for value in (query, key, value)]
        found = g.op(f"{OWN}::MultiHeadAttention", *rows, num_heads_i=heads, **given)
        return g.op("Transpose", g.op("Reshape", found, _constant(g, [0, 0, heads, -1])), perm_i=[0, 2, 1, 3])

    register_custom_op_symbolic(_ATTENTION, attention, _OPSET)
    try:
        yield
    finally:
        unregister_custom_op_symbolic(_ATTENTION, _OPSET)


def _size(node: Any, dimension: int) -> int | None:
    """How large the first input of ``node`` is in ``dimension``, where that is known."""
    sizes = next(node.inputs()).type().sizes()
    return sizes[dimension] if sizes else None


def _rows(g: Any, heads: Any) -> Any:
    """What is [1, heads, tokens, width] as [1, tokens, heads x width]."""
    return g.op("Reshape", g.op("Transpose", heads, perm_i=[0, 2, 1, 3]), _constant(g, [0, 0, -1]))


def _constant(g: Any, numbers: list[int]) -> Any:
    import torch  # noqa: PLC0415

    return g.op("Constant", value_t=torch.tensor(numbers))
