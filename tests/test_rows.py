"""Questions to tables of other ministries, with the rows that a reader of the table would list, by their numbers.

fourteenth: requests and replies, with dates of replies in many notations. fifteenth: a workbook with headings over two
rows, amounts and blank cells. sixteenth: three files side by side, of which the table of proposals is asked here.
seventeenth: a page with merged cells, a line of totals, codes of categories and a column of dates beside the term.
eighteenth: a workbook whose years are written as ranges (令和4～6年度). nineteenth: a workbook with merged cells, bodies
side by side in one cell, footnotes, and numbers of things within the prose. twentieth: a table of four pages of a PDF
file, whose heading has amounts in brackets. twentyfirst: a workbook with starts that are not decided in several words,
and amounts both in a column and in prose. twentysecond: a small table beside a FAQ. twentythird: replies that open with
a word for their state, and a column of who carries a thing out. twentyfifth: a document with a table of eleven columns,
whose bodies lie in two of them. twentysixth: proposals to ministries with a first reply and a final result, each in
prose, and bodies side by side. twentyseventh: a table of terms with open ends, of partners and of what pays for things.
twentyeighth: a workbook with headings over two rows and a column of groups. twentyninth: a page
of proposals with three columns of replies and one of dates with a word behind each. seed: the published table, by number and body.
"""

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


def cases():
    for name in (
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "twentyfirst",
        "twentysecond",
        "twentythird",
        "twentyfifth",
        "twentysixth",
        "twentyseventh",
        "twentyeighth",
        "twentyninth",
        "seed",
    ):
        for line in (DATA / f"{name}-rows.jsonl").read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            asked = " → ".join([*case["history"], case["question"]])
            yield pytest.param(name, case, id=f"{name}: {asked}")


@pytest.mark.parametrize(("corpus", "case"), list(cases()))
def test_just_the_rows_that_match_are_listed(assistants, corpus, case):
    answer = assistants[corpus].ask(case["question"], case["history"])
    numbered = {f"{row.no} {row.municipality}" if corpus == "seed" else row.no for row in answer.proposals}
    assert numbered == set(case["rows"])
    assert answer.answered == bool(case["rows"])


@pytest.mark.parametrize(
    ("corpus", "question", "lead"),
    [
        ("fourteenth", "いちばん早く回答があった要望はどれ", "提案のうち、回答日が最も早いのは次の2件です。"),
        ("fourteenth", "R7-60は?", "見つかりません。No.R7-60の提案はありません。"),
        ("fourteenth", "件数が一番多い要望分野は?", "提案は50件です。最も多いのは、地域おこし協力隊(15件)です。要望分野別: "),
        ("fifteenth", "石巻市の国庫補助額は", "石巻市(宮城県)の国庫補助額(千円)は「14,200」です。"),
        ("fifteenth", "事業費が2番目に高い事業", "提案のうち、事業費 総額が2番目に大きいのは次の1件です。"),
        ("fifteenth", "事業費の合計は", "提案45件のうち、事業費 総額が書かれた45件の合計は5,426,880千円(5,426,880,000円)です。"),
        ("seventeenth", "提案は全部で何件?", "提案は全部で40件です。"),
        ("seventeenth", "採択日が一番遅いのは?", "提案のうち、採択日が最も遅いのは次の6件です。"),
        ("sixteenth", "環境省の提案は全部で何件?", "資料「環境省」の提案は25件です。"),
        ("sixteenth", "厚労省の提案は何件?", "資料「厚生労働省」の提案は18件です。"),
        ("sixteenth", "状況ごとの件数", "提案は25件です。状況別: 選定 13件、審査中 6件、選外 4件、取下げ 2件"),
        ("twentyfirst", "横浜市の医療通訳の利用者負担はいくらですか", "横浜市(神奈川県)の金額は、「1,000円」と書かれています。"),
        ("twentyfirst", "浜松市は社会福祉協議会と連携していますか?", "いいえ。浜松市(静岡県)の連携先は「市教育委員会、浜松国際交流協会」です。"),
        ("twentyfirst", "横浜市と名古屋市はどちらの予算が多い", "横浜市・名古屋市の提案のうち、予算額が最も大きいのは次の1件です。"),
        ("seed", "神戸市は丹波市より早いですか", "神戸市・丹波市のうち、早く始まるのは神戸市です。"),
        ("seed", "川崎市と横浜市ではどちらが区役所の数が多い?", "区役所の数が最も多いのは横浜市(神奈川県)で、「3区役所」と書かれています。"),
        ("seed", "鴻巣市は生活保護をもらってなくても使えますか", "鴻巣市の対象者は生活困窮者、求職者です。"),
        ("seed", "川崎市の窓口は生活保護の人しか使えない?", "川崎市の対象者は生活保護受給者、生活困窮者です。"),
        ("seed", "福岡県の生活保護の人は熊本市の窓口を使えますか", "熊本市(熊本県)の対象者は生活保護受給者、児童扶養手当受給者です。"),
        ("seed", "生活保護受給者だけを対象にした提案は?", "対象者が「生活保護受給者」だけの提案は2件です。"),
        ("seed", "どの県で行われていますか", "提案は18件です。都道府県別: 兵庫県 3件、"),
        ("seed", "どの県が提案していますか", "都道府県・共同提案の提案は5件です。"),
        ("seed", "厚生労働省と協議しているのはどこ", "進捗が「協議中」の提案は5件です。"),
        ("twentyseventh", "まだ始まっていない事業はどれ?", "「まだ始まっていない」提案は4件です。"),
        ("twentyseventh", "令和10年度以降も続く事業は?", "令和10年4月以降(2028年4月以降)も続く提案は4件です。"),
        ("twentyseventh", "上勝町の事業は令和7年度もやっていますか", "はい。上勝町(徳島県)の開始時期は令和5年4月(2023年4月)です。終了時期は書かれていません。"),
        ("twentyseventh", "宮古島市の財源はもう決まっていますか?", "いいえ。宮古島市(沖縄県)の財源は「未定」です。"),
        ("twentyseventh", "財源が補助金の事業は何件?", "財源に「補助金」と書かれた提案は4件です。"),
        ("twentyseventh", "終期が未定の事業", "終了時期が決まっていない提案は2件です。"),
        ("twentyeighth", "豊明市の補正予算はいくらですか", "豊明市(愛知県)の予算 補正（千円）は「0」です。"),
        ("twentyeighth", "補正予算がついた取組は何件?", "予算 補正がある提案は9件です。"),
        ("twentyeighth", "補正予算のない取組は何件?", "予算 補正がない提案は21件です。"),
        ("twentyeighth", "認知症の取組は何件?", "「認知症」に関する提案は9件です。"),
        ("twentyeighth", "認知症の人が対象の取組は何件?", "対象者が「認知症の人」の提案は3件です。"),
        ("twentyeighth", "認知症以外の取組は何件?", "「認知症」に関係しない提案は21件です。"),
        ("twentyeighth", "75歳以上が対象の取組は?", "「75歳以上」について書かれた提案は1件です。"),
        ("twentyeighth", "認知症サポターの養成をしている所は?", "「認知症」に関する、「サポーター」と「養成」の両方について書かれた提案は2件です。"),
        ("twentyeighth", "初任者研修の修了者のうち就職した人は何人?", "宮古島市(沖縄県)の人数は、「修了者24人のうち20人が就職」と書かれています。"),
        ("twentyninth", "措置が最も早いものから3つ", "提案を早い順に並べた「3つ」です。"),
        ("twentyninth", "総務省が所管の提案は何件?", "所管省庁が「総務省」の提案は5件です。"),
        ("twentyninth", "廃棄物処理法に関する提案は?", "「廃棄物処理法」について書かれた提案は1件です。"),
        ("twentyninth", "学童保育の職員を一人にする提案は?", "「学童保育」と「職員」と「一人」のすべてについて書かれた提案は1件です。"),
        ("twentyninth", "別府市の提案はいつ措置されますか", "別府市の措置の時期は「措置済み」です。"),
        ("twentyninth", "都道府県の提案は何件?", "都道府県の提案は7件です。"),
        ("twentyninth", "障がい福祉の受給者証の件、所管はどこの省庁ですか", "横浜市、川崎市、相模原市(神奈川県)の所管省庁は「厚生労働省、デジタル庁、こども家庭庁」です。"),
        ("seed", "面白い取組は?", "この資料から、よしあしの判断や助言はできません。"),
        ("sixteenth", "何メガまで添付できる?", "「メガ」という言葉は見つかりません。質問に最も近い項目を示します。"),
    ],
)  # fmt: skip
def test_what_the_lead_says(assistants, corpus, question, lead):
    assert assistants[corpus].ask(question).lead.startswith(lead)


def test_the_next_place_by_an_amount_is_asked_for(assistants):
    asked = ["事業費が一番高い取組は?", "2番目は?"]
    (first,) = assistants["eighteenth"].ask(asked[0]).proposals
    (second,) = assistants["eighteenth"].ask(asked[1], asked[:1]).proposals
    assert (first.no, second.no) == ("3", "15")


def test_another_source_is_asked_the_same(assistants):
    answer = assistants["sixteenth"].ask("じゃあ環境省のほうは?", ["浜松市の厚労省の提案は?"])
    assert [(row.municipality, row.no) for row in answer.proposals] == [("浜松市", "12")]


def test_a_short_answer_of_a_faq_is_quoted_whole(assistants):
    answer = assistants["sixteenth"].ask("公印の押印を省略できる文書は何ですか")
    quotes = [citation.quote for statement in answer.statements for citation in statement.citations]
    assert any("国や他の自治体への照会・回答、会議の開催通知、軽易な依頼文です。" in quote for quote in quotes)


@pytest.mark.parametrize(
    ("corpus", "chat", "remark"),
    [
        ("seed", ["若者向けで面白い取組は?"], "「面白い」という言葉は、これらの提案には書かれていません。"),
        ("seed", ["若者の提案は?", "神戸市のはいつから?"], "「若者」という言葉は、この提案には書かれていません。"),
        ("seed", ["相談員がハローワークと連携して支援する市"], "うち1件は「相談員」の言葉がなく、「専門員」と書かれた提案です。"),
        ("seed", ["都道府県の提案は何件?"], "ほかに、共同の提案が1件あります(新潟県及び新潟市)。"),
        ("seed", ["福岡県の生活保護の人は熊本市の窓口を使えますか"], "「福岡県」という言葉は、この提案には書かれていません。"),
        ("seed", ["生活保護受給者だけを対象にした提案は?"], "うち2件は「等」などと書かれ、ほかも含むことがあります。"),
        ("twentyeighth", ["認知症の取組は?"], "うち6件は対象の欄になく、ほかの欄に「認知症」と書かれた提案です。"),
        ("twentyninth", ["「対応しない」とした提案はどれ"], "資料の言葉では「対応しない」です。"),
        ("twentyseventh", ["商工会議所か生協と組んでいる自治体"], "「生協」という言葉は見つかりません。"),
        ("twentyseventh", ["令和10年度以降も続く事業は?"], "ほかに、終了時期が書かれていないものが2件あります: 上野村(群馬県)、上勝町(徳島県)"),
        ("twentyseventh", ["洋上風力の事業は?", "風車の保守の人材育成をしているのは?"], "前の質問の中には見つからないので、全体から探しました。"),
        ("twentyfirst", ["中止になった提案とその理由を教えて"], "「理由」という言葉は、この提案には書かれていません。"),
    ],
)  # fmt: skip
def test_what_is_said_beside_the_rows(assistants, corpus, chat, remark):
    *history, question = chat
    assert remark in assistants[corpus].ask(question, history).remarks
