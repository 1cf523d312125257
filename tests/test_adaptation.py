from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers.utils.logging import disable_progress_bar

from assistant import adaptation
from assistant.adaptation import Quality, Recipe, adapt
from assistant.adaptation.judging import MARGIN, reciprocal_ranks
from assistant.adaptation.pairs import Pair, digest, pairs_of
from assistant.adaptation.training import Training, batches
from assistant.encoder import manifest, open_encoder
from assistant.encoder.pipeline import Pipeline
from assistant.errors import InputError, ModelError
from assistant.records import Field, Place, Proposal, Source
from assistant.settings import Settings

SOURCE = Source("資料.jsonl", "0" * 64, "資料", "", "", "")
SMALL = Recipe(batch=4, rate=1e-3, every=3, fewest=40)
SUBJECTS = [
    "図書館",
    "保育所",
    "粗大ごみ",
    "市営住宅",
    "住民票",
    "健康診断",
    "介護保険",
    "空き家",
    "公園",
    "水道",
    "防災",
    "市民税",
]
ACTS = ["予約", "申込み", "相談", "廃止", "延長"]


def proposal(name: str, *fields: tuple[str, str, str]) -> Proposal:
    return Proposal(name, SOURCE, Place(line=1), "", "", "", tuple(Field(*field) for field in fields))


def faq() -> list[Proposal]:
    """60 questions that only a model which learned this corpus can tell apart: answers use words of their own."""
    return [
        proposal(
            f"{i}-{j}",
            ("質問", "other", f"{subject}の{act}をしたい"),
            ("回答", "other", f"{chr(0x3042 + i)}の窓口の{chr(0x30A2 + j)}番へお越しください。受付は平日です。"),
        )
        for i, subject in enumerate(SUBJECTS)
        for j, act in enumerate(ACTS)
    ]


LONG = "あ" * 20 + "。" + "い" * 20 + "。"

PAIRS = [
    (
        "question and answer",
        [("質問", "other", "本は何冊借りられますか"), ("回答", "other", "貸し出しは一人10点までです。")],
        [("本は何冊借りられますか", "貸し出しは一人10点までです。")],
    ),
    (
        "the first field with each later one",
        [
            ("自治体名", "municipality", "仙台市"),
            ("事業名", "title", "空き店舗の活用"),
            ("概要", "overview", "商店街の空き店舗を交流の場として使う。"),
            ("実施状況", "status", "平成25年4月から市内の3か所で実施している。"),
        ],
        [
            ("空き店舗の活用", "商店街の空き店舗を交流の場として使う。"),
            ("空き店舗の活用", "平成25年4月から市内の3か所で実施している。"),
        ],
    ),
    (
        "a field that says too little is no answer",
        [
            ("事業名", "title", "空き店舗の活用"),
            ("概要", "overview", "商店街の空き店舗を交流の場として使う。"),
            ("状況", "status", "準備中"),
        ],
        [("空き店舗の活用", "商店街の空き店舗を交流の場として使う。")],
    ),
    (
        "a long answer is kept whole: the tokenizer cuts it",
        [("質問", "other", "窓口はどこですか"), ("回答", "other", "窓口は市役所の一階にあります。" * 40)],
        [("窓口はどこですか", "窓口は市役所の一階にあります。" * 40)],
    ),
    ("one field: a sentence and the rest", [("本文", "other", LONG)], [("い" * 20 + "。", "あ" * 20 + "。")]),
    ("one field of one sentence: nothing", [("本文", "other", "窓口は市役所の一階の奥にあります。")], []),
    (
        "half a surrogate pair is no text",
        [("質問", "other", "\ud800は何ですか"), ("回答", "other", "あ" * 15)],
        [("?は何ですか", "あ" * 15)],
    ),
    ("nothing at all", [("本文", "other", " ")], []),
]


@pytest.mark.parametrize(("fields", "expected"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS])
def test_pairs(fields: list[tuple[str, str, str]], expected: list[tuple[str, str]]) -> None:
    assert [(pair.question, pair.passage) for pair in pairs_of([proposal("1", *fields)])] == expected


def test_equal_pairs_count_once() -> None:
    twice = pairs_of([*faq(), *faq()])
    assert twice == pairs_of(faq())
    assert len(twice) == 60


def test_the_hold_out_is_the_same_everywhere_and_apart_from_training() -> None:
    pairs = pairs_of(
        proposal(
            str(i), ("質問", "other", f"質問の{i % 500}番"), ("回答", "other", f"回答の{i}番は窓口でお渡しします。")
        )
        for i in range(1000)
    )
    held = [pair for pair in pairs if pair.held_out]
    assert 60 <= len(held) <= 140
    assert [pair.group for pair in held[:4]] == HELD_OUT
    assert {pair.group for pair in held}.isdisjoint(pair.group for pair in pairs if not pair.held_out)


HELD_OUT = ["質問の10番", "質問の26番", "質問の32番", "質問の35番"]


def test_a_corpus_has_a_digest() -> None:
    pairs = pairs_of(faq())
    assert digest(pairs) == digest(pairs_of(faq()))
    assert digest(pairs) != digest(pairs[1:])


def test_batches_hold_each_pair_once_and_like_lengths() -> None:
    pairs = [Pair(f"質問{i}", "答" * (i * 37 % 101), str(i)) for i in range(150)]
    cut = batches(pairs, 8, 100)
    assert cut == batches(pairs, 8, 100)
    assert [len(batch) for batch in cut].count(8) == len(cut) - 1  # 150 = 18 * 8 + 6
    assert sorted(pair.group for batch in cut for pair in batch) == sorted(pair.group for pair in pairs)
    spread = [max(len(p.passage) for p in batch) - min(len(p.passage) for p in batch) for batch in cut]
    assert sum(spread) / len(spread) < 25
    assert len(batches(pairs, 8, 5)) == 5


def test_reciprocal_ranks() -> None:
    scores = np.array([[0.9, 0.1, 0.2], [0.8, 0.5, 0.6], [0.3, 0.3, 0.3]], np.float32)
    assert reciprocal_ranks(scores).tolist() == [1, 1 / 3, 1]


BETTER = [
    ((0.7, 0.9), (0.8, 0.9), True),
    ((0.7, 0.9), (0.8, 0.9 - MARGIN / 2), True),
    ((0.7, 0.9), (0.8, 0.9 - MARGIN * 2), False),
    ((0.7, 0.9), (0.7, 1.0), False),
    ((0.7, 0.9), (0.6, 1.0), False),
]


@pytest.mark.parametrize(("base", "adapted", "better"), BETTER)
def test_better_is_held_out_up_and_general_not_down(base, adapted, better: bool) -> None:
    assert Quality(*adapted).better_than(Quality(*base)) is better


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small models lose more time to threads than they gain."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with a small model of random weights that reads characters."""
    disable_progress_bar()
    folder = tmp_path_factory.mktemp("base")
    texts = "".join(field.text for item in faq() for field in item.fields)
    tiny.save_parts(folder / "parts", set(texts))
    modules = [
        Transformer(str(folder / "parts"), max_seq_length=80),
        Pooling(tiny.WIDTH, pooling_mode="mean"),
        Normalize(),
    ]
    model = SentenceTransformer(modules=modules, prompts={"query": "問:", "passage": "文:"}, device="cpu")
    model.save(str(folder / "models" / "小"), create_model_card=False)
    return folder / "models"


@pytest.fixture
def settings(base: Path, tmp_path: Path) -> Settings:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "小").symlink_to(base / "小")
    return replace(Settings(), models=tmp_path / "models", model="小")


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights say nothing of general questions: whatever is learned then counts as better."""
    monkeypatch.setattr(Quality, "better_than", lambda self, base: True)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return dict(Pipeline.load(folder).model.named_parameters())


def test_too_small_a_corpus_is_refused_and_the_base_stays(tmp_path: Path) -> None:
    settings = replace(Settings(), models=tmp_path / "models")
    with pytest.raises(InputError) as caught:
        adapt(faq()[:18], settings)
    assert str(caught.value) == (
        "資料が少ないため、学習しません(学べる組 18件、必要な数 300件)。"
        "元のモデル「municipal-e5-small」をそのまま使えます。"
    )
    assert not settings.models.exists()


@pytest.mark.usefixtures("trusting")
def test_the_adapted_model_opens_as_any_other(settings: Settings) -> None:
    steps: list[tuple[int, int]] = []
    report = adapt(faq(), settings, lambda done, total: steps.append((done, total)), recipe=SMALL)
    assert (report.model, report.kept, report.stopped) == ("小-adapted", True, False)
    assert "小-adapted" in report.message
    assert steps == [(i + 1, len(steps)) for i in range(len(steps))]
    assert sorted(f.name for f in settings.models.iterdir()) == ["小", "小-adapted"]
    facts = manifest.read(settings.models / "小-adapted").facts
    assert facts["base"] == "小"
    assert facts["base_digest"] == manifest.content_digest(settings.models / "小")
    assert facts["pairs_digest"] == digest(pairs_of(faq()))
    assert facts["figures"] == report.figures
    assert set(facts) == {"base", "base_digest", "pairs_digest", "recipe", "figures", "made_at"}
    before, after = (open_encoder(name, settings.models) for name in ("小", report.model))
    assert " int8 " in after.fingerprint
    assert before.fingerprint != after.fingerprint
    assert not np.allclose(before.encode_query("図書館"), after.encode_query("図書館"), atol=1e-2)


@pytest.mark.usefixtures("trusting")
def test_what_was_learned_is_not_learned_again(settings: Settings) -> None:
    first = adapt(faq(), settings, recipe=SMALL)
    steps: list[int] = []
    for again in (settings, replace(settings, model="小-adapted")):
        second = adapt(faq(), again, lambda done, total: steps.append(done), recipe=SMALL)
        assert (second.model, second.kept, second.figures) == (first.model, True, first.figures)
    assert steps == []
    other = adapt(faq()[1:], replace(settings, model="小-adapted"), recipe=SMALL)
    assert other.model == "小-adapted"
    assert manifest.read(settings.models / "小-adapted").facts["base"] == "小"


@pytest.mark.usefixtures("trusting")
def test_a_stopped_run_ends_where_an_uninterrupted_one_does(settings: Settings, tmp_path: Path) -> None:
    adapt(faq(), settings, into=tmp_path / "whole", recipe=SMALL)
    calls = iter([False] * 4 + [True] + [False] * 3 + [True])
    for _ in range(2):
        report = adapt(faq(), settings, stop=lambda: next(calls), recipe=SMALL)
        assert report.stopped
        assert (report.model, report.kept, dict(report.figures)) == ("小", False, {})
        assert "続きから" in report.message
        assert sorted(f.name for f in settings.models.iterdir()) == ["小", "小-adapted.partial"]
    steps: list[int] = []
    adapt(faq(), settings, lambda done, total: steps.append(done), recipe=SMALL)
    assert steps[-1] - len(steps) == 9  # the steps of the two runs before
    whole, resumed = weights(tmp_path / "whole" / "小-adapted"), weights(settings.models / "小-adapted")
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"")], ids=["missing", "cut"])
def test_a_damaged_checkpoint_is_passed_over(settings: Settings, damage) -> None:
    adapt(faq(), settings, stop=lambda: True, recipe=SMALL)
    damage(settings.models / "小-adapted.partial" / "state.pt")
    steps: list[int] = []
    assert adapt(faq(), settings, lambda done, total: steps.append(done), recipe=SMALL).kept
    assert steps[-1] == len(steps)


@pytest.mark.usefixtures("trusting")
def test_a_checkpoint_of_another_corpus_is_passed_over(settings: Settings) -> None:
    adapt(faq(), settings, stop=lambda: True, recipe=SMALL)
    steps: list[int] = []
    assert adapt(faq()[1:], settings, lambda done, total: steps.append(done), recipe=SMALL).kept
    assert steps[-1] == len(steps)


def test_a_model_that_is_not_better_is_not_kept(settings: Settings) -> None:
    report = adapt(faq(), settings, recipe=replace(SMALL, rate=0.0))
    assert (report.model, report.kept) == ("小", False)
    assert report.figures["held_out_mrr"] == report.figures["held_out_mrr_base"]
    assert "良くなりませんでした" in report.message
    assert "元のモデル「小」をそのまま使います" in report.message
    assert [f.name for f in settings.models.iterdir()] == ["小"]


@pytest.mark.usefixtures("trusting")
def test_the_base_and_the_word_embeddings_stay(settings: Settings) -> None:
    digest_before = manifest.content_digest(settings.models / "小")
    adapt(faq(), settings, recipe=SMALL)
    assert manifest.content_digest(settings.models / "小") == digest_before
    before, after = weights(settings.models / "小"), weights(settings.models / "小-adapted")
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert not any("word_embeddings" in name for name in changed)
    assert any("layer.1." in name for name in changed)


def test_training_finds_the_pairs_it_learned(settings: Settings) -> None:
    pipeline = Pipeline.load(settings.models / "小")
    pairs = pairs_of(faq())

    def found() -> float:
        questions = pipeline.encode([pair.question for pair in pairs], "query")
        passages = pipeline.encode([pair.passage for pair in pairs], "passage")
        return float(reciprocal_ranks(questions @ passages.T).mean())

    before = found()
    training = Training(pipeline, replace(SMALL, batch=16, rate=3e-3))
    assert training.run(batches(pairs, 16, 9) * 10, lambda: False)
    assert found() > before + 0.2


def test_gradients_in_parts_are_those_of_the_whole(settings: Settings) -> None:
    pipeline = Pipeline.load(settings.models / "小")
    training = Training(pipeline, SMALL)
    batch = pairs_of(faq())[:20]
    training._learn(batch)
    in_parts = gradients(training)
    pipeline.model.zero_grad()
    sides = (("query", [p.question for p in batch]), ("passage", [p.passage for p in batch]))
    training._loss(torch.cat([training._vectors(*side) for side in sides]), batch).backward()
    whole = gradients(training)
    # The batch is cut elsewhere and so rounds otherwise in bfloat16, no more.
    assert torch.nn.functional.cosine_similarity(in_parts, whole, dim=0) > 0.999
    assert in_parts.norm() / whole.norm() == pytest.approx(1, abs=0.02)


def gradients(training: Training) -> torch.Tensor:
    return torch.cat([w.grad.flatten() for w in training._weights.values() if w.grad is not None])


KILLED = """
import sys
from pathlib import Path
import test_adaptation as here
from dataclasses import replace
here.torch.set_num_threads(1)
settings = replace(here.Settings(), models=Path(sys.argv[1]), model="小")
def progress(done, total):
    print(done, flush=True)
here.adapt(here.faq(), settings, progress, recipe=here.SMALL)
"""


def test_a_run_that_was_killed_goes_on(settings: Settings) -> None:
    command = [sys.executable, "-c", KILLED, str(settings.models)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent, text=True) as run:
        assert run.stdout is not None
        next(line for line in run.stdout if int(line) >= 12)
        os.kill(run.pid, signal.SIGKILL)
    assert (settings.models / "小-adapted.partial" / "manifest.json").exists()
    assert not (settings.models / "小-adapted").exists()
    steps: list[int] = []
    adapt(faq(), settings, lambda done, total: steps.append(done), recipe=SMALL)
    assert steps[-1] > len(steps)


def test_a_folder_that_cannot_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match="モデルを書き込めません"):
        adapt(faq(), settings, into=tmp_path / "file", recipe=SMALL)


def test_the_general_sample_is_whole() -> None:
    lines = (
        (Path(adaptation.__file__).parents[1] / "data" / "general_pairs.tsv").read_text(encoding="utf-8").splitlines()
    )
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    assert len(rows) >= 40
    assert all(len(row) == 2 and all(cell.strip() for cell in row) for row in rows)
    assert len({cell for row in rows for cell in row}) == 2 * len(rows)
    assert json.dumps(rows, ensure_ascii=False).count("\\t") == 0
