"""The answer object and the HTTP routes: shape, faults as Japanese messages, the words of the source unharmed."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from assistant.api import answer_json, examples, hit_json, proposal_json
from assistant.api.routes import add_api
from assistant.api.schema import AnswerOut, HealthOut, HitOut, ProposalOut, ValueOut
from assistant.errors import IndexUnavailableError
from assistant.journal import Journal
from assistant.records import FACETS, FILTERS

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
    assert set(told) >= KEYS
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
    by_key = client.get("/api/search", params={"q": "就労支援", "f": "都道府県:静岡県", "k": 1000}).json()
    assert {hit["municipality"] for hit in by_key} == {"浜松市", "富士市"}
    assert client.get("/api/search", params={"q": "就労支援", "f": "国:日本"}).status_code == 422


ASK = "/api/ask"
BAD = {
    "no body": ("POST", ASK, None, 422, "本文"),
    "not JSON": ("POST", ASK, "{", 400, "JSON"),
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
    "wrong method": ("GET", ASK, None, 405, "POST で送って"),
    "nested too deep": ("POST", ASK, "[" * 100_000, 400, "入れ子"),
    "not UTF-8": ("POST", ASK, '{"question": "窓口は?"}'.encode("cp932"), 400, "UTF-8"),
    "half a character": ("POST", ASK, '{"question": "\\ud800 仙台市"}', 422, "「question」に壊れた文字"),
    "half a character before": ("POST", ASK, '{"question": "兵庫県は?", "history": ["\\ud800"]}', 422, "history.0"),
    "a number that is none": ("POST", ASK, '{"question": NaN}', 422, "question"),
    "too much history": ("POST", ASK, {"question": EXAMPLE, "history": ["前"] * 1001}, 422, "多すぎます(最大 1000)"),
    "too many filters": (
        "POST",
        ASK,
        {"question": EXAMPLE, "filters": [{"facet": "進捗", "value": "x"}] * 101},
        422,
        "filters",
    ),
    "a long unknown key": ("POST", ASK, {"question": EXAMPLE, "x" * 9999: 1}, 422, "x" * 100 + "」"),
    "facets of what is none": ("GET", "/api/facets?色=赤", None, 422, "「色」"),
}


@pytest.mark.parametrize(("method", "path", "body", "status", "word"), BAD.values(), ids=BAD)
def test_bad_input_is_told_in_japanese(client, method, path, body, status, word):
    content = body if isinstance(body, str | bytes | None) else json.dumps(body)
    response = client.request(method, path, content=content, headers={"content-type": "application/json"})
    assert response.status_code == status
    assert set(response.json()) == {"message"}
    message = response.json()["message"]
    assert word in message
    assert re.search(r"[ぁ-ん]。", message)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_of_another_type_is_told_what_to_send(client, kind):
    response = client.post(ASK, content=json.dumps({"question": EXAMPLE}), headers={"content-type": kind})
    assert response.status_code == 422
    assert "Content-Type: application/json" in response.json()["message"]


def test_facets_count_the_whole_table(client, assistant):
    told = client.get("/api/facets").json()
    assert set(told) == set(FACETS)
    for name, values in told.items():
        for item in values:
            assert item["count"] == sum(item["value"] in row.values(name) for row in assistant.proposals)
    assert [item["count"] for item in told["進捗"]] == sorted((item["count"] for item in told["進捗"]), reverse=True)


def test_facets_count_within_filters(client):
    told = client.get("/api/facets?都道府県=静岡県&都道府県=北海道").json()
    assert {item["value"]: item["count"] for item in told["都道府県"]} == {"静岡県": 2, "北海道": 1}
    assert {item["value"] for item in told["自治体"]} == {"浜松市", "富士市", "北見市"}


def test_a_question_that_finds_nothing_is_noted_where_the_settings_say_so(assistant, tmp_path):
    journal = Journal(replace(assistant.settings, keep_questions=True, records=tmp_path / "records"))
    app = FastAPI()
    add_api(app, lambda: assistant, journal)
    client = TestClient(app)
    for question in (EXAMPLE, "宇宙開発の提案は?"):
        assert client.post(ASK, json={"question": question}).status_code == 200
    assert [item.question for item in journal.unanswered()] == ["宇宙開発の提案は?"]


def test_answers_are_what_openapi_says(client, assistant):
    told = client.post(ASK, json={"question": EXAMPLE}).json()
    assert AnswerOut.model_validate(told).question == EXAMPLE
    TypeAdapter(list[HitOut]).validate_python(client.get("/api/search?q=窓口").json())
    ProposalOut.model_validate(client.get(f"/api/proposals/{assistant.proposals[0].id}").json())
    TypeAdapter(dict[str, list[ValueOut]]).validate_python(client.get("/api/facets").json())
    HealthOut.model_validate(client.get("/healthz").json())


def test_the_examples_of_openapi_are_what_openapi_says(client):
    AnswerOut.model_validate(examples.ANSWER)
    TypeAdapter(list[HitOut]).validate_python(examples.HITS)
    told = client.get("/openapi.json").json()
    for path in told["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                assert "example" in answer["content"]["application/json"]
                assert "$ref" in json.dumps(answer["content"]["application/json"]["schema"])


def test_the_example_answer_is_a_real_one(client):
    told = client.post(ASK, json={"question": examples.ANSWER["question"]}).json()
    for name in ("answered", "text", "count", "statements", "citations"):
        assert told[name] == examples.ANSWER[name]
    assert [row["id"] for row in told["proposals"]] == [examples.PROPOSAL["id"]]


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
    assert set(told["paths"]) == {ASK, "/api/search", "/api/facets", "/api/proposals/{id}", "/healthz"}
    for path in told["paths"].values():
        for operation in path.values():
            assert re.search("[ぁ-ん]", operation["summary"])
            assert re.search("[ぁ-ん]", operation["description"])
    parameters = {item["name"] for item in told["paths"]["/api/search"]["get"]["parameters"]}
    assert parameters == {"q", "k", "f", *FILTERS}
    assert told["components"]["schemas"]["AskIn"]["properties"]["question"]["examples"] == [EXAMPLE]
