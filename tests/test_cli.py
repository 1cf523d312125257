"""The command as people call it, in processes of its own."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NINE = ["新潟県及び新潟市", "北見市", "仙台市", "横浜市", "川崎市", "浜松市", "神戸市", "岡山市", "熊本市"]


def environment(index, **more):
    return {**os.environ, "ASSISTANT_INDEX": str(index), "ASSISTANT_CORPUS": str(ROOT / "corpus"), **more}


def run(*arguments, index, stdin="", **more):
    command = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, cwd=ROOT, env=environment(index, **more), check=False
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "index"
    done = run("build", index=folder)
    assert done.returncode == 0, done.stderr
    assert "corpus/mhlw-proposals.txt: 18件" in done.stdout
    return folder


def test_the_example_question_lists_all_nine_with_the_place_of_each(index):
    done = run("ask", "生活保護受給者向けの窓口はどこ?", "--json", index=index)
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert [p["municipality"] for p in answer["proposals"]] == NINE
    by_id = {p["id"]: p for p in answer["proposals"]}
    source = (ROOT / "corpus/mhlw-proposals.txt").read_text(encoding="utf-8")
    for citation in answer["citations"]:
        field = by_id[citation["proposal"]]["fields"][citation["field"]]
        assert field[citation["start"] : citation["end"]] == citation["quote"] in source
    quotes = [citation["quote"] for citation in answer["citations"]]
    for place in (
        "福祉事務所保護課内",
        "区役所の保護課等",
        "市内3区役所",
        "市内2区役所",
        "「浜松市ジョブサポートセンター(仮称)」",
    ):
        assert any(place in quote for quote in quotes)
    assert answer["interpretation"]["filters"][0]["value"] == "生活保護受給者"


def test_history_and_jsonl_answer_alike_and_in_order(index):
    first, then = "生活保護受給者向けの窓口はどこ?", "そのうち協議中のものは?"
    alone = json.loads(run("ask", then, "--history", first, "--json", index=index).stdout)
    lines = [{"question": first}, {"question": then, "history": [first]}, {"question": "粗大ごみの出し方は?"}]
    done = run("ask", "--jsonl", index=index, stdin="\n".join(json.dumps(line) for line in lines) + "\n\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [line["question"] for line in lines]
    assert [p["municipality"] for p in answers[1]["proposals"]] == ["横浜市"]
    assert {**answers[1], "elapsed_ms": 0} == {**alone, "elapsed_ms": 0}
    assert answers[2]["answered"] is False
    assert answers[2]["proposals"] == answers[2]["statements"] == answers[2]["citations"] == []


def test_a_line_that_asks_nothing_is_told_so_in_its_place(index):
    lines = [{"question": "???"}, {"question": "横浜市の提案は"}]
    done = run("ask", "--jsonl", index=index, stdin="\n".join(json.dumps(line) for line in lines) + "\n")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert (first["answered"], second["answered"]) == (False, True)
    assert first["text"].startswith("質問が空です。")


def test_search_ranks_with_reasons_within_filters(index):
    hits = json.loads(run("search", "就労支援", "--filter", "都道府県=静岡県", "--json", index=index).stdout)
    assert {hit["municipality"] for hit in hits} == {"浜松市", "富士市"}
    assert all(hit["ranks"]["vectors"] in {1, 2} for hit in hits)
    plain = run("search", "社会福祉協議会", "-k", "1", index=index).stdout
    assert plain.startswith("1. 富士市")


def test_evaluate_answers(index):
    file = ROOT / "tests/data/seed-questions.jsonl"
    report = json.loads(run("evaluate", "--answers", str(file), "--json", index=index).stdout)
    assert report["questions"] == 457
    assert report["false_quotes"] == 0
    assert report["mean_f1"] >= 0.95
    assert report["refusals_right"] == report["counts_right"] == 1.0


FAULTS = {
    "no question": (["ask"], "質問を1つ書くか、--jsonl"),
    "both": (["ask", "何件?", "--jsonl"], "質問を1つ書くか、--jsonl"),
    "empty question": (["ask", " "], "質問が空です"),
    "unknown filter": (["search", "窓口", "--filter", "色=赤"], "「色」では絞り込めません。使えるのは 都道府県、"),
    "filter without value": (["search", "窓口", "--filter", "都道府県"], "--filter は 名前=値 の形"),
    "nothing to evaluate": (["evaluate"], "--answers のどちらか1つ"),
    "no such questions": (["evaluate", "--answers", "missing.jsonl"], "質問のファイルを読めません"),
    "no index": (["ask", "何件?", "--index", "/nonexistent"], "索引がありません"),
    "no corpus": (["build", "--corpus", "/nonexistent"], "資料のフォルダがありません"),
    "unknown option": (["ask", "--colour"], "「--colour」というオプションはありません。もしかして: --corpus。"),
    "option before the command": (["--json"], "「--json」というオプションはありません"),
    "option without value": (["serve", "--port"], "「--port」の値の付け方が違います"),
    "value that is no number": (["serve", "--port", "abc"], "「--port」に書けない値です"),
    "value out of range": (["search", "窓口", "-k", "0"], "「-k」に書けない値です"),
    "nothing to look for": (["search"], "「言葉」を書いてください"),
    "too much": (["ask", "何件?", "どこ?"], "引数が多いか"),
    "unknown command": (["frobnicate"], "「frobnicate」というコマンドはありません。使えるもの: build、"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_that_says_what_to_do_and_status_2(index, name):
    arguments, message = FAULTS[name]
    done = run(*arguments, index=index)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [[], ["--help"], *([name, "--help"] for name in ("build", "ask", "serve"))])
def test_help_is_in_japanese(index, arguments):
    done = run(*arguments, index=index)
    assert done.returncode == 0
    assert "使い方:" in done.stdout
    assert not re.search(r"Usage|Options|Arguments|Commands|COMMAND|Show this|required|default", done.stdout)


@pytest.mark.parametrize("line", ['{"q": 1}', "[]", "何件?", '{"question": "何件?", "history": "生保"}'])
def test_bad_lines_on_stdin_name_their_number(index, line):
    done = run("ask", "--jsonl", index=index, stdin='{"question": "何件?"}\n' + line + "\n")
    assert done.returncode == 2
    assert "2行目" in done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ASSISTANT_PORT", "eighty", "設定 port は 0 以上の整数です"),
        ("ASSISTANT_MODEL", "no-such-model", "モデルが見つかりません"),
    ],
)
def test_a_bad_setting_says_what_to_do(index, name, value, message):
    done = run("ask", "何件?", index=index, **{name: value})
    assert done.returncode == 2
    assert message in done.stderr


def test_a_changed_source_is_told_and_the_old_index_answers(index, tmp_path):
    corpus = shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    folder = tmp_path / "index"
    assert run("build", index=folder, ASSISTANT_CORPUS=str(corpus)).returncode == 0
    source = corpus / "mhlw-proposals.txt"
    source.write_text(source.read_text(encoding="utf-8").replace("須坂市", "諏訪市"), encoding="utf-8")
    done = run("ask", "須坂市の提案内容は?", index=folder, ASSISTANT_CORPUS=str(corpus))
    assert done.returncode == 0
    assert "須坂市" in done.stdout
    assert "資料が索引を作った後に変わっています" in done.stderr
    assert "assistant build" in done.stderr


@pytest.mark.parametrize("moment", range(20))
def test_a_build_killed_at_any_moment_leaves_a_whole_index(index, tmp_path, moment):
    folder = shutil.copytree(index, tmp_path / "index")
    wait = random.Random(moment).uniform(0.3, 6.0)
    build = subprocess.Popen(
        [sys.executable, "-m", "assistant", "build"], cwd=ROOT, env=environment(folder), stderr=subprocess.DEVNULL
    )
    time.sleep(wait)
    build.send_signal(signal.SIGKILL)
    build.wait()
    from assistant.index.folder import current  # noqa: PLC0415

    generation, manifest = current(folder)
    assert manifest["counts"]["proposals"] == 18
    assert (generation / "proposals.jsonl").is_file()
    if moment == 0:
        assert "9件" in run("ask", "生活保護受給者向けの窓口はどこ?", index=folder).stdout
