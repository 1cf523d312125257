"""What callers are told of a fault: a status and one Japanese sentence, without the folders of the server."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException as HTTPFault

from assistant.errors import AssistantError, InputError, LocatedError

_UNUSABLE: Final = 422
_LOOK: Final = "/openapi.json の例を見てください。"
_FAILED: Final = "答えを作れませんでした。サーバーの記録を管理者に見てもらってください。"
_UNREADABLE: Final = f"本文を JSON として読めません。文字コードを UTF-8 にし、入れ子を減らして送ってください。{_LOOK}"
_NOT_JSON: Final = f"本文が JSON ではありません。Content-Type: application/json を付けて送ってください。{_LOOK}"
_COMPLAINTS: Final = {
    "missing": "がありません",
    "extra_forbidden": "という項目はありません",
    "greater_than_equal": "が小さすぎます",
    "less_than_equal": "が大きすぎます",
    "too_long": "が多すぎます",
    "value_error": "に壊れた文字があります",
    "string_unicode": "に壊れた文字があります",
}
_BOUNDS: Final = {"ge": "最小", "le": "最大", "max_length": "最大"}
_log = logging.getLogger(__name__)


def add_faults(app: FastAPI) -> None:
    """Lets ``app`` answer every fault with a Japanese ``message``."""
    app.add_exception_handler(RequestValidationError, _say_invalid)
    app.add_exception_handler(HTTPFault, _say_http)
    app.add_exception_handler(AssistantError, _say_fault)
    app.add_exception_handler(Exception, _say_failure)


def told(error: Exception) -> tuple[int, str]:
    """The status and the sentence for ``error``; a defect is written to the log and told without its details."""
    if isinstance(error, LocatedError):
        return 503, f"{error.reason}。{error.advice}"
    if isinstance(error, AssistantError):
        return _UNUSABLE if isinstance(error, InputError) else 503, str(error)
    if isinstance(error, ValidationError):
        return _UNUSABLE, complaint(error.errors(), place=0)
    _log.error("a request failed", exc_info=error)
    return 500, _FAILED


def complaint(faults: Sequence[Any], place: int) -> str:
    """The first of what pydantic found, in Japanese. The name of the field stands at ``place`` of its location."""
    first: Mapping[str, Any] = faults[0]
    name = ".".join(str(part) for part in first["loc"][place:])[:100] or "本文"
    if name == "本文" and isinstance(first.get("input"), bytes):
        return _NOT_JSON
    given = first.get("ctx", {})
    bound = "".join(f"({word} {given[key]})" for key, word in _BOUNDS.items() if key in given)
    return f"「{name}」{_COMPLAINTS.get(first['type'], 'の型が違います')}{bound}。{_LOOK}"


def message(status: int, text: str) -> JSONResponse:
    """The form that every fault has."""
    return JSONResponse({"message": text}, status_code=status)


def _say_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    if error.errors()[0]["type"] == "json_invalid":
        return message(400, _UNREADABLE)
    return message(_UNUSABLE, complaint(error.errors(), place=1))


def _say_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPFault)
    if error.status_code == 400:  # FastAPI could not read the body: not UTF-8, or nested too deep
        return message(400, _UNREADABLE)
    return message(error.status_code, error.detail)


def _say_fault(_: Request, error: Exception) -> JSONResponse:
    return message(*told(error))


def _say_failure(request: Request, error: Exception) -> JSONResponse:
    _log.error("%s failed", request.url.path)
    return message(*told(error))
