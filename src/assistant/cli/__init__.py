"""The ``assistant`` command. Exit status: 0 done ("not found" is done), 2 a fault of the input or the set-up."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated, Any, Final

import typer

from assistant.api import answer_json, hit_json
from assistant.assistant import Assistant, BuildReport
from assistant.cli.progress import console, stages, steps
from assistant.cli.reports import file_line, taken_json, taken_text
from assistant.cli.usage import Command, Commands, fault
from assistant.errors import AssistantError, InputError
from assistant.records import FILTERS, Answer, Filter, Query
from assistant.settings import Settings

app = typer.Typer(cls=Commands, add_completion=False)
_command = partial(app.command, cls=Command)

_LEGS: Final = {"words": "単語", "bigrams": "文字", "vectors": "意味"}
_FAULT: Final = 2

CorpusOption = Annotated[Path | None, typer.Option("--corpus", help="資料のフォルダ")]
IndexOption = Annotated[Path | None, typer.Option("--index", help="索引のフォルダ")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON で出力する")]


@app.callback(invoke_without_command=True, help="自治体の提案一覧に質問し、原文の引用付きで答えを得ます。")
def start(context: typer.Context) -> None:
    """Shows the help where no command is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@_command()
def build(corpus: CorpusOption = None, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """資料を読み、索引を作ります。途中で止めても、前の索引はそのまま使えます。"""
    report = _build(_settings(corpus, index))
    for problem in report.problems:
        _note(f"注意: {problem}")
    if as_json:
        _print_json(report.to_json())
        return
    for file in report.files:
        typer.echo(file_line(file))
    typer.echo(
        f"索引を作りました({report.proposals}件、文章 {report.passages}、うち今回ベクトルにしたもの {report.encoded})。"
    )


@_command("inspect")
def inspect_file(
    file: Annotated[Path, typer.Argument(metavar="ファイル", help="読んでみるファイル")],
    rows: Annotated[int, typer.Option("--rows", min=0, max=10_000, help="表ごとに見せる行の数")] = 5,
    as_json: JsonOption = False,
) -> None:
    """索引を作らずに、ファイルがどう読まれるかを表で見せます。"""
    taken = Assistant.inspect(file, Settings.load())
    if as_json:
        _print_json([taken_json(item, rows) for item in taken])
        return
    for item in taken:
        typer.echo(taken_text(item, rows))


@_command()
def ask(
    question: Annotated[str | None, typer.Argument(metavar="質問", help="質問")] = None,
    history: Annotated[list[str] | None, typer.Option("--history", help="同じ会話の前の質問(古い順に繰り返す)")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='標準入力から {"question": …} の行を読む')] = False,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """質問に、引用付きで答えます。"""
    if (question is None) != jsonl:
        raise InputError("質問を1つ書くか、--jsonl を付けて標準入力から渡してください。")
    settings = _settings(corpus, index)
    assistant = _open(settings)
    if question is not None:
        answer = assistant.ask(question, history or ())
        if as_json:
            _print_json(answer_json(answer))
        else:
            typer.echo(answer_json(answer)["text"])
        return
    for line in _json_lines():
        try:
            answer = assistant.ask(line["question"], line["history"])
        except InputError as error:  # one that cannot be asked is told so in its place, and the others are answered
            answer = Answer(Query(line["question"], "unclear"), answered=False, lead=str(error))
        typer.echo(json.dumps(answer_json(answer), ensure_ascii=False))


@_command()
def search(
    text: Annotated[str, typer.Argument(metavar="言葉", help="探す言葉")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="件数")] = 10,
    filters: Annotated[list[str] | None, typer.Option("--filter", help="絞り込み。例: 都道府県=静岡県")] = None,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """近い順に提案を並べ、順位の理由を示します。"""
    hits = _open(_settings(corpus, index)).search(text, k, [_filter(item) for item in filters or ()])
    if as_json:
        _print_json([hit_json(hit) for hit in hits])
        return
    for place, hit in enumerate(hits, start=1):
        ranks = " ".join(f"{_LEGS.get(leg, leg)}{rank}位" for leg, rank in hit.ranks.items())
        typer.echo(f"{place}. {hit.passage.proposal.municipality} ({hit.score:.2f}; {ranks})")
        typer.echo(f"   {hit.passage.text[:80]}")


@_command()
def evaluate(
    folder: Annotated[Path | None, typer.Argument(metavar="フォルダ", help="BEIR 形式の検索評価セット")] = None,
    answers: Annotated[Path | None, typer.Option("--answers", help="質問と正解の JSONL")] = None,
    adapted: Annotated[bool, typer.Option("--adapt", help="評価セットの文書を学習してから測る(質問は見ない)")] = False,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """検索や答えの質を測ります。"""
    from assistant import evaluation  # noqa: PLC0415

    settings = _settings(corpus, index)
    if (folder is None) == (answers is None):
        raise InputError("評価セットのフォルダか --answers のどちらか1つを指定してください。")
    if folder is not None:
        with steps("文を読み込み中") as advance:
            _print_json(evaluation.evaluate_retrieval(folder, settings, advance, adapted=adapted).to_json())
        return
    assert answers is not None
    report = evaluation.evaluate_answers(answers, _open(settings))
    if as_json:
        _print_json(report.to_json())
    else:
        typer.echo(report.to_text())


@_command()
def adapt(corpus: CorpusOption = None, index: IndexOption = None) -> None:
    """資料の言葉づかいをモデルに学ばせ、良くなったときだけ使います。途中で止めても、次に続きから始めます。"""
    settings = _settings(corpus, index)
    halted = Event()
    before = signal.signal(signal.SIGINT, lambda *_: halted.set())
    try:
        with steps("学習中(Ctrl+C で中断)") as advance:
            report = Assistant.adapt(settings, advance, halted.is_set)
    finally:
        signal.signal(signal.SIGINT, before)
    typer.echo(report.message)
    if report.kept:
        _build(settings)
        typer.echo("索引を作り直しました。元のモデルに戻すには、設定 adapted を false にして build します。")


@_command()
def serve(
    host: Annotated[str | None, typer.Option("--host", help="待ち受けるアドレス")] = None,
    port: Annotated[int | None, typer.Option("--port", help="待ち受けるポート")] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """質問画面を開きます。索引がないか古いときは、先に作ります(python app.py と同じ)。"""
    from assistant import server  # noqa: PLC0415 - the web server is heavy, and only this command needs it

    settings = _settings(corpus, index)
    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    server.check(settings)
    _refresh(settings)
    server.serve(settings)


def _build(settings: Settings) -> BuildReport:
    if not (settings.models / settings.model).exists() and not Path(settings.model).exists():
        _note("モデルを用意しています(初回だけ、1分ほどかかります)。")
    with stages() as told:
        return Assistant.build(settings, told)


def _refresh(settings: Settings) -> None:
    """Builds the index where it is missing or stale. Where that fails, an index that is there keeps serving."""
    reason = Assistant.stale(settings)
    if not reason:
        return
    _note(f"{reason}。索引を作ります。")
    try:
        report = _build(settings)
    except AssistantError as error:
        _note(f"注意: 索引を作れませんでした。{error}")
        return
    for problem in report.problems:
        _note(f"注意: {problem}")


def main() -> None:
    """Runs the command; a fault of the input or the set-up becomes one line on stderr and status 2."""
    try:
        sys.exit(app(standalone_mode=False))
    except (typer.TyperException, AssistantError) as error:
        _note(f"エラー: {fault(error) if isinstance(error, typer.TyperException) else error}")
        sys.exit(_FAULT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _note(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)


def _settings(corpus: Path | None, index: Path | None) -> Settings:
    settings = Settings.load()
    return replace(settings, corpus=(corpus or settings.corpus).absolute(), index=(index or settings.index).absolute())


def _open(settings: Settings) -> Assistant:
    assistant = Assistant.open(settings)
    if reason := assistant.outdated:
        _note(f"注意: {reason}。前の索引で答えます。`assistant build` で作り直してください。")
    return assistant


def _filter(text: str) -> Filter:
    name, equals, value = text.partition("=")
    if not (equals and name and value):
        raise InputError(
            f"--filter は 名前=値 の形で書いてください(名前: {'、'.join(FILTERS)})。受け取ったもの: {text}"
        )
    return Filter(name, value, value)


def _json_lines() -> Iterator[dict[str, Any]]:
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question, history = row["question"], row.get("history") or []
            valid = isinstance(question, str) and isinstance(history, list)
            valid = valid and all(isinstance(item, str) for item in history)
        except (ValueError, KeyError, TypeError, AttributeError):
            valid = False
        if not valid:
            raise InputError(f'標準入力の{number}行目: {{"question": "…", "history": []}} の形で書いてください。')
        yield {"question": question, "history": history}


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
