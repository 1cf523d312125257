"""Examples for /openapi.json, from the published table."""

from __future__ import annotations

from typing import Any, Final

_WORDS: Final = "・実施に向けて準備中 ・平成25年3月から実施予定"
_OVERVIEW: Final = (
    "北見市雇用・就業サポートセンターにおいて、生活保護受給者、高齢者、子育て後の女性、母子家庭の母等に対して、"
    "市の生活・就労相談等とハローワークの職業相談・職業紹介を一体的に実施。"
)
PROPOSAL: Final[dict[str, Any]] = {
    "id": "5c983cd2a9a9",
    "municipality": "北見市",
    "prefecture": "北海道",
    "level": "市区町村",
    "section": "市区町村",
    "no": "1",
    "status": ["準備中"],
    "start": ["2013-03"],
    "notes": [],
    "fields": {"自治体名": "北見市 (北海道)", "提案概要": _OVERVIEW, "進捗状況": _WORDS},
    "source": "corpus/mhlw-proposals.txt",
    "locator": "21行目",
}


def _citation(field: str, quote: str) -> dict[str, Any]:
    return {
        "proposal": PROPOSAL["id"],
        "municipality": "北見市",
        "field": field,
        "start": 0,
        "end": len(quote),
        "quote": quote,
        "source": PROPOSAL["source"],
        "locator": PROPOSAL["locator"],
    }


ANSWER: Final[dict[str, Any]] = {
    "question": "北見市の提案の進捗は?",
    "answered": True,
    "text": f"北見市の進捗は「準備中」です。\n\n- 北見市(北海道): 「{_WORDS}」",
    "count": None,
    "interpretation": {
        "kind": "status",
        "filters": [{"facet": "自治体", "value": "北見市", "said": "北見市", "negated": False}],
        "readings": [],
        "topics": [],
        "picks": [],
        "earlier": [],
    },
    "statements": [{"text": f"北見市(北海道): 「{_WORDS}」", "citations": [0, 1]}],
    "citations": [_citation("自治体名", "北見市"), _citation("進捗状況", _WORDS)],
    "proposals": [PROPOSAL],
    "near": [],
    "elapsed_ms": 12.3,
}
HITS: Final[list[dict[str, Any]]] = [
    PROPOSAL
    | {
        "passage": {"field": "進捗状況", "start": 0, "end": len(_WORDS), "quote": _WORDS},
        "score": 1.52,
        "ranks": {"words": 1, "bigrams": 1, "vectors": 2},
    }
]
FACETS: Final[dict[str, Any]] = {"都道府県": [{"value": "神奈川県", "count": 2}, {"value": "静岡県", "count": 2}]}
HEALTH: Final[dict[str, Any]] = {"status": "ok", "counts": {"proposals": 18}, "model": "municipal-e5-small"}
