"""The answer object and the HTTP routes: shape, faults as Japanese messages, the words of the source unharmed."""

import json
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.api import answer_json, hit_json, proposal_json
from assistant.api.routes import add_api
from assistant.errors import IndexUnavailableError
from assistant.records import FACETS

ROOT = Path(__file__).parents[1]
EXAMPLE = "生活保護受給者向けの窓口はどこ?"
NINE = {"新潟県及び新潟市", "北見市", "仙台市", "横浜市", "川崎市", "浜松市", "神戸市", "岡山市", "熊本市"}
KEYS = {
    "question", "answered", "text", "count", "interpretation",
    "statements", "citations", "proposals", "near", "elapsed_ms",
}  # fmt: skip


def client_for(opened):
    app = FastAPI()
    add_api(app, opened)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(assistant):
    return client_for(lambda: assistant)


@pytest.fixture
def closed():
    def opened():
        raise IndexUnavailableError("/srv/index", "索引がありません", "assistant build を実行してください。")

    return client_for(opened)


@pytest.mark.parametrize(
    ("question", "history"),
    [
        (EXAMPLE, []),
        ("静岡県の提案は?", []),
        ("協議中の提案は何件?", []),
        ("兵庫県は?", ["静岡県の準備中の提案は?"]),
        ("電話番号は?", []),
        ("宇宙開発の提案は?", []),
        ("a\0b 仙台市", []),
    ],
)
def test_an_answer_object_keeps_the_contract(assistant, question, history):
    answer = assistant.ask(question, history)
    told = json.loads(json.dumps(answer_json(answer), ensure_ascii=False))
    assert set(told) == KEYS
    assert set(told["interpretation"]) >= {"kind", "filters", "readings", "earlier", "topics"}
    fields = {proposal["id"]: proposal["fields"] for proposal in told["proposals"]}
    for citation in told["citations"]:
        assert fields[citation["proposal"]][citation["field"]][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] in (ROOT / citation["source"]).read_text(encoding="utf-8")
    used = [at for statement in told["statements"] for at in statement["citations"]]
    assert set(used) == set(range(len(told["citations"])))
    assert len({json.dumps(citation) for citation in told["citations"]}) == len(told["citations"])
    if not told["answered"]:
        assert told["proposals"] == told["statements"] == told["citations"] == []


def test_ask(client):
    response = client.post("/api/ask", json={"question": EXAMPLE})
    told = response.json()
    assert response.status_code == 200
    assert told["answered"]
    assert {proposal["municipality"] for proposal in told["proposals"]} == NINE


def test_a_proposal_tells_what_was_read_out_of_it(client, assistant):
    nagano = next(p for p in assistant.proposals if p.municipality == "長野県")
    told = client.get(f"/api/proposals/{nagano.id}").json()
    assert told["prefecture"] == "長野県"
    assert told["level"] == "都道府県"
    assert told["no"] == "2"
    assert told["status"] == ["協議中", "準備中"]
    assert told["start"] == ["2013-01"]
    assert told["notes"] == ["提案の一部"]
    assert told["fields"] == {field.name: field.text for field in nagano.fields}
    assert told == proposal_json(nagano)


def test_earlier_questions_are_passed_on(client):
    told = client.post("/api/ask", json={"question": "兵庫県は?", "history": ["静岡県の準備中の提案は?"]}).json()
    assert {item["value"] for item in told["interpretation"]["filters"]} == {"準備中", "兵庫県"}
    assert told["interpretation"]["earlier"]


@pytest.mark.parametrize("nothing", [None, []])
def test_history_and_filters_may_be_left_empty(client, nothing):
    response = client.post("/api/ask", json={"question": EXAMPLE, "history": nothing, "filters": nothing})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ([{"facet": "都道府県", "value": "静岡県"}], {"浜松市"}),
        ([{"facet": "都道府県", "value": "静岡県"}, {"facet": "都道府県", "value": "北海道"}], {"浜松市", "北見市"}),
        ([{"facet": "都道府県", "value": "神奈川県"}, {"facet": "進捗", "value": "協議中"}], {"横浜市"}),
        ([{"facet": "進捗", "value": "準備中", "said": "準備中", "negated": True}], {"横浜市"}),
    ],
    ids=["one", "either", "both", "not"],
)
def test_filters_narrow_an_answer(client, filters, names):
    told = client.post("/api/ask", json={"question": EXAMPLE, "filters": filters}).json()
    assert {proposal["municipality"] for proposal in told["proposals"]} == names


def test_search_ranks_and_gives_reasons(client, assistant):
    hits = client.get("/api/search", params={"q": "若者の就職支援", "k": 3}).json()
    assert hits == [hit_json(hit) for hit in assistant.search("若者の就職支援", 3)]
    assert len(hits) == 3
    assert hits[0]["municipality"] == "山形県"
    for hit in hits:
        passage = hit["passage"]
        assert hit["fields"][passage["field"]][passage["start"] : passage["end"]] == passage["quote"]
        assert hit["ranks"]


def test_search_takes_facets_as_parameters(client):
    hits = client.get("/api/search?q=就労支援&都道府県=静岡県&都道府県=北海道&k=1000").json()
    assert {hit["municipality"] for hit in hits} == {"浜松市", "富士市", "北見市"}


ASK = "/api/ask"
BAD = {
    "no body": ("POST", ASK, None, 422, "本文"),
    "not JSON": ("POST", ASK, "{", 422, "JSON"),
    "a list": ("POST", ASK, [], 422, "型"),
    "no question": ("POST", ASK, {}, 422, "question"),
    "question null": ("POST", ASK, {"question": None}, 422, "question"),
    "question a number": ("POST", ASK, {"question": 1}, 422, "question"),
    "history a text": ("POST", ASK, {"question": EXAMPLE, "history": "前"}, 422, "history"),
    "history of numbers": ("POST", ASK, {"question": EXAMPLE, "history": [1]}, 422, "history.0"),
    "unknown key": ("POST", ASK, {"question": EXAMPLE, "histroy": []}, 422, "histroy"),
    "empty": ("POST", ASK, {"question": ""}, 422, "空"),
    "spaces": ("POST", ASK, {"question": " \u3000\n"}, 422, "空"),
    "symbols": ("POST", ASK, {"question": "!?。…"}, 422, "空"),
    "NUL": ("POST", ASK, {"question": "\0"}, 422, "空"),
    "5,001 characters": ("POST", ASK, {"question": "窓" * 5001}, 422, "長すぎ"),
    "unknown facet": ("POST", ASK, {"question": EXAMPLE, "filters": [{"facet": "色", "value": "赤"}]}, 422, "「色」"),
    "filter without value": ("POST", ASK, {"question": EXAMPLE, "filters": [{"facet": "進捗"}]}, 422, "value"),
    "search for nothing": ("GET", "/api/search", None, 422, "「q」"),
    "search by spaces": ("GET", "/api/search?q=%20", None, 422, "空"),
    "k zero": ("GET", "/api/search?q=a&k=0", None, 422, "小さすぎます(最小 1)"),
    "k huge": ("GET", "/api/search?q=a&k=99999999999999999999", None, 422, "大きすぎます(最大 1000)"),
    "k a word": ("GET", "/api/search?q=a&k=many", None, 422, "「k」"),
    "unknown parameter": ("GET", "/api/search?q=a&色=赤", None, 422, "「色」"),
    "unknown id": ("GET", "/api/proposals/none", None, 404, "none"),
    "unknown route": ("GET", "/api/answers", None, 404, "/api/answers"),
    "wrong method": ("GET", ASK, None, 404, ASK),
}


@pytest.mark.parametrize(("method", "path", "body", "status", "word"), BAD.values(), ids=BAD)
def test_bad_input_is_told_in_japanese(client, method, path, body, status, word):
    content = body if isinstance(body, str | None) else json.dumps(body)
    response = client.request(method, path, content=content, headers={"content-type": "application/json"})
    assert response.status_code == status
    assert set(response.json()) == {"message"}
    message = response.json()["message"]
    assert word in message
    assert re.search(r"[ぁ-ん]。", message)


def test_healthz_counts(client):
    told = client.get("/healthz").json()
    assert told["status"] == "ok"
    assert told["counts"]["proposals"] == 18


@pytest.mark.parametrize(
    ("method", "path"), [("POST", ASK), ("GET", "/api/search?q=a"), ("GET", "/api/proposals/x"), ("GET", "/healthz")]
)
def test_without_an_index_every_route_says_what_to_do(closed, method, path):
    response = closed.request(method, path, json={"question": EXAMPLE} if method == "POST" else None)
    assert response.status_code == 503
    assert response.json() == {"message": "索引がありません。assistant build を実行してください。"}


def test_a_defect_is_answered_without_its_details(caplog):
    def opened():
        raise ZeroDivisionError("secret")

    response = client_for(opened).post(ASK, json={"question": EXAMPLE})
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "secret" in caplog.text


def test_openapi_speaks_japanese_and_names_every_facet(client):
    told = client.get("/openapi.json").json()
    assert set(told["paths"]) == {ASK, "/api/search", "/api/proposals/{id}", "/healthz"}
    for path in told["paths"].values():
        for operation in path.values():
            assert re.search("[ぁ-ん]", operation["summary"])
            assert re.search("[ぁ-ん]", operation["description"])
    parameters = {item["name"] for item in told["paths"]["/api/search"]["get"]["parameters"]}
    assert parameters == {"q", "k", *FACETS}
    assert told["components"]["schemas"]["AskIn"]["properties"]["question"]["examples"] == [EXAMPLE]
