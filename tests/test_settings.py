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
        ("port = \n", {}, "設定ファイルを読めません"),
        ("", {"ASSISTANT_PORT": "-1"}, "設定 port は 0 以上の整数です"),
        ("", {"ASSISTANT_INT8": "perhaps"}, "設定 int8 は true か false です"),
    ],
)
def test_a_bad_setting_says_what_to_do(tmp_path, file, environment, message):
    (tmp_path / "assistant.toml").write_text(file, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        Settings.load(tmp_path, environment)
