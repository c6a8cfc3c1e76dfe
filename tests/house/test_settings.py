"""Settings: the example file tells them all, and what cannot be used is named without being shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.__main__ import main
from bot.commands.settings import example
from bot.settings import Settings, explain

ROOT = Path(__file__).parents[2]


def test_the_example_file_is_what_the_settings_are() -> None:
    """If this fails: python -m bot settings > .env.example"""
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()


def test_the_example_file_with_every_line_switched_on_is_the_default(tmp_path: Path) -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    switched_on = [line.removeprefix("# ") for line in lines if line.removeprefix("# ").split("=")[0].isupper()]
    assert len(switched_on) == len(Settings.model_fields)
    (tmp_path / ".env").write_text("\n".join(switched_on), encoding="utf-8")
    assert Settings(_env_file=tmp_path / ".env") == Settings(_env_file=None)  # type: ignore[call-arg]


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("WEB_PORT", "8o8o", "WEB_PORT: should be a valid integer"),
        ("WEB_PORT", "70000", "WEB_PORT: should be less than or equal to 65535"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL: should be 'DEBUG', 'INFO'"),
        ("DATABASE_URL", "mysql://user:s3cret@host/x", "DATABASE_URL: "),
        ("TELEGRAM_API_URL", "http://127.0.0.1/bot", "TELEGRAM_API_URL: must be scheme, host and port only"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, part: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["settings"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(part)
    assert Settings.model_fields[name.lower()].description in said
    assert "s3cret" not in said


def test_several_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", "x")
    monkeypatch.setenv("LOG_FORMAT", "yaml")
    with pytest.raises(ValidationError) as caught:
        Settings(_env_file=None)  # type: ignore[call-arg]
    assert len(explain(caught.value)) == 2
