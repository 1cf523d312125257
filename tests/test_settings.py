import pytest

from assistant.errors import InputError
from assistant.settings import Settings


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / "assistant.toml").write_text('port = 8080\nint8 = false\ntitle = "事例"\n', encoding="utf-8")
    settings = Settings.load(tmp_path, {"ASSISTANT_PORT": "9000", "ASSISTANT_CORPUS": "表"})
    assert (settings.port, settings.int8, settings.title) == (9000, False, "事例")
    assert settings.corpus == tmp_path / "表"
    assert settings.index == tmp_path / "index"


@pytest.mark.parametrize(
    ("file", "environment", "message"),
    [
        ("colour = 1\n", {}, "「colour」という設定はありません"),
        ("title = 1\nport = \n", {}, "設定ファイルを読めません\\(2行目\\)"),
        ("", {"ASSISTANT_MAX_BODY": "0"}, "設定 max_body は 1 以上の整数です"),
        ("", {"ASSISTANT_MAX_QUESTION": "0"}, "設定 max_question は 1 以上の整数です"),
        ("", {"ASSISTANT_USER_HEADER": "あ い"}, "設定 user_header は、英数字と - のヘッダーの名前です"),
        ("", {"ASSISTANT_PORT": "-1"}, "設定 port は 0 以上の整数です"),
        ("", {"ASSISTANT_INT8": "perhaps"}, "設定 int8 は true か false です"),
    ],
)
def test_a_bad_setting_says_what_to_do(tmp_path, file, environment, message):
    (tmp_path / "assistant.toml").write_text(file, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Settings.load(tmp_path, environment)


def test_a_file_of_a_plain_editor_is_read(tmp_path):
    (tmp_path / "assistant.toml").write_text("port = 8080\n", encoding="utf-8-sig")
    assert Settings.load(tmp_path, {}).port == 8080


def test_a_file_of_another_encoding_says_what_to_do(tmp_path):
    (tmp_path / "assistant.toml").write_text('title = "事例"\n', encoding="cp932")
    with pytest.raises(InputError, match="UTF-8 ではありません。UTF-8 で保存し直してください。"):
        Settings.load(tmp_path, {})
