"""The command line in Japanese: its help, and what is said of a command that cannot be understood."""

from __future__ import annotations

from typing import Any, Final

from typer import TyperException, rich_utils
from typer.core import TyperCommand, TyperGroup

from assistant.errors import InputError

_SAID: Final = {"Usage:": "使い方:", "[OPTIONS]": "[オプション]", "COMMAND [ARGS]...": "コマンド [引数]..."}
_HELP: Final = "使い方を表示します。"

rich_utils.ARGUMENTS_PANEL_TITLE = "引数"
rich_utils.OPTIONS_PANEL_TITLE = "オプション"
rich_utils.COMMANDS_PANEL_TITLE = "コマンド"
rich_utils.REQUIRED_LONG_STRING = "[必須]"
rich_utils.DEFAULT_STRING = "[初期値: {}]"


class Command(TyperCommand):
    """A command whose help is in Japanese."""

    def get_usage(self, ctx: Any) -> str:
        """The line that shows how it is written."""
        return _translated(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help."""
        return _explained(super().get_help_option(ctx))


class Commands(TyperGroup):
    """All commands, of which the one that is meant is looked up; their help is in Japanese."""

    def get_usage(self, ctx: Any) -> str:
        """The line that shows how they are written."""
        return _translated(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help."""
        return _explained(super().get_help_option(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that ``args`` begin with. Raises InputError where there is none."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise InputError(f"「{args[0]}」というコマンドはありません。使えるもの: {'、'.join(self.commands)}。")
        return super().resolve_command(ctx, args)


def fault(error: TyperException) -> str:
    """What is wrong with a command, and how to see the way to write it."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "assistant"
    return f"{_reason(error)}`{path} --help` で書き方を見られます。"


def _reason(error: TyperException) -> str:
    option, parameter = getattr(error, "option_name", ""), getattr(error, "param", None)
    if option and hasattr(error, "possibilities"):
        meant = f"もしかして: {'、'.join(error.possibilities)}。" if error.possibilities else ""
        return f"「{option}」というオプションはありません。{meant}"
    if option:
        return f"「{option}」の値の付け方が違います。"
    if parameter is None:
        return "引数が多いか、書き方が違います。"
    name = parameter.metavar or "/".join(parameter.opts)
    if hasattr(error, "param_type"):
        return f"「{name}」を書いてください。"
    return f"「{name}」に書けない値です。"


def _translated(usage: str) -> str:
    for english, japanese in _SAID.items():
        usage = usage.replace(english, japanese)
    return usage


def _explained(option: Any) -> Any:
    if option is not None:
        option.help = _HELP
    return option
