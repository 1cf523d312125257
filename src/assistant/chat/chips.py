"""What was understood of a question, piece by piece; each piece can be taken out, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.answer.wording import filter_value
from assistant.records import ON_EARLIER, Filter, Query


def chips(query: Query, without: Sequence[str] = ()) -> str:
    """Filters, topics, words read as others, and what came from earlier questions; then what was taken out."""
    found = [_chip(_filter(item), item.key) for item in query.filters]
    found += [_chip(f"言葉: <b>{escape(topic.said)}</b>", topic.key) for topic in query.topics]
    found += [f"<li>順番: <b>{escape(pick.said)}</b></li>" for pick in query.picks if pick.said]
    found += [f"<li>「{escape(item.said)}」→<b>{escape(item.read)}</b></li>" for item in query.readings]
    if query.earlier:
        found.append(_chip(f"前の質問から: {escape('、'.join(query.earlier))}", ON_EARLIER))
    found += [_taken_out(key) for key in without]
    return f'<ul class="chips" aria-label="読み取った内容">{"".join(found)}</ul>' if found else ""


def value_of(key: str) -> str:
    """The value in a key, as people read it: 「静岡県」, 「協議中 以外」."""
    if key == ON_EARLIER:
        return key
    return filter_value(Filter.of(key))


def _filter(item: Filter) -> str:
    assumed = f"<small>{escape(item.assumed)}</small>" if item.assumed else ""
    return f"{escape(item.facet)}: <b>{escape(value_of(item.key))}</b>{assumed}"


def _chip(text: str, key: str) -> str:
    name = "前の質問とのつながりを外す" if key == ON_EARLIER else f"条件「{value_of(key)}」を外す"
    return (
        f'<li>{text}<button type="button" class="drop" data-key="{escape(key)}" '
        f'aria-label="{escape(name)}" title="{escape(name)}">×</button></li>'
    )


def _taken_out(key: str) -> str:
    value = "前の質問とのつながり" if key == ON_EARLIER else f"条件「{value_of(key)}」"
    return (
        f'<li class="out">外した{escape(value)}<button type="button" class="restore" data-key="{escape(key)}" '
        f'aria-label="{escape(value)}を戻す">戻す</button></li>'
    )
