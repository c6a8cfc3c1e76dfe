"""Every setting, from the environment or `.env`: one field per variable, with its help and its bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.hours import parse_span


def _base_url(value: str) -> str:
    """Scheme, host and port only."""
    value = value.rstrip("/")
    if not value.startswith(("http://", "https://")) or value.count("/") > 2:
        raise ValueError("must be scheme, host and port only, such as http://127.0.0.1:9555")
    return value


def _span(value: str) -> str:
    """A stretch of the day."""
    parse_span(value)
    return value


def _fillable(values: dict[str, str]) -> dict[str, str]:
    known = {"code": "", "matter": "", "day": ""}
    for name, value in values.items():
        try:
            value.format(**known)
        except (KeyError, IndexError, ValueError):
            raise ValueError(f"{name}: only {{code}}, {{matter}} and {{day}} can be filled in") from None
    return values


DaySpan = Annotated[str, AfterValidator(_span)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]


class Settings(BaseSettings):
    """Read once at start by `bot.__main__`. Errors name the variable, what is wrong and what would be right."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    ward_file: Path = Field(Path("ward.toml"), description="The ward's profile: names, places, hours, counters.")
    library_dir: Path | None = Field(None, description="Another folder of FAQ entries than the shipped one.")

    database_url: str = Field(
        "sqlite+aiosqlite:///var/hailong.db",
        description="SQLite file or PostgreSQL: postgresql+asyncpg://user:password@host/name.",
        pattern=r"^(sqlite\+aiosqlite|postgresql\+asyncpg)://",
    )
    keep_questions_days: int = Field(
        90, ge=1, le=3650, description="Days until the words of a question are emptied and cut from the person."
    )
    keep_talks_days: int = Field(30, ge=1, le=3650, description="Days until the web chat's messages are deleted.")
    keep_events_days: int = Field(
        7, ge=2, le=365, description="Days that the id of a handled event is kept, to know a second delivery by."
    )
    keep_inquiries_days: int = Field(
        90, ge=1, le=3650, description="Days after its end until a talk with an official is emptied of its words."
    )
    keep_pictures_days: int = Field(
        30, ge=1, le=3650, description="Days until a picture that a citizen sent to an official is deleted."
    )
    keep_links_days: int = Field(
        30, ge=8, le=3650, description="Days after the end of a matter until its receipt is cut from who linked it."
    )
    keep_people_days: int = Field(
        365, ge=1, le=3650, description="Days without a word until a citizen of whom nothing else is kept is forgotten."
    )

    rate_change_hours: int = Field(
        24, ge=1, le=168, description="Hours in which a rating can be changed; then it is cut from person and visit."
    )
    invite: bool = Field(True, description="Ask for a rating after a visit whose receipt was linked.")
    invite_after_hours: int = Field(2, ge=0, le=168, description="Hours from a visit's end to the invitation to rate.")
    invite_hours: DaySpan = Field("8:00-20:00", description="Hours of the day in which people are asked.")
    invite_on_holidays: bool = Field(False, description="Ask on public holidays too.")
    invite_remind_days: int = Field(2, ge=0, le=30, description="Days to the one reminder; 0: none.")
    invite_days: int = Field(7, ge=1, le=30, description="Days after which an invitation ends.")
    keep_messages_days: int = Field(
        30, ge=8, le=3650, description="Days until what was sent unasked is deleted; its words go when it is sent."
    )

    desk: bool = Field(True, description="Pass on to officials what the bot cannot answer, and who wants a person.")
    desk_answer_minutes: int = Field(
        120,
        ge=5,
        le=4800,
        description="Minutes of opening hours in which an official answers, as is promised.",
    )
    desk_remind_minutes: int = Field(30, ge=0, le=4800, description="Minutes before that when officials are reminded.")
    desk_escalate_minutes: int = Field(
        60, ge=0, le=10080, description="Minutes after it when administrators are told that nobody answered."
    )
    desk_silence_minutes: int = Field(
        30, ge=1, le=1440, description="Minutes that the bot keeps out of a talk after the last word said in it."
    )
    desk_close_hours: int = Field(
        48, ge=1, le=720, description="Hours without a word after an answer until the question is closed."
    )
    desk_names: bool = Field(False, description="Tell citizens the name of who answers, and not only their office.")

    news_two_people: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whoever wrote a notice does not approve it: auto (where the staff are two or more), on, off.",
    )
    news_in_doubt: Literal["leave", "again"] = Field(
        "leave",
        description="News that may have arrived when the bot or the network died: leave as unknown, or send again.",
    )

    web_host: str = Field("127.0.0.1", description="Address the web server listens on; 0.0.0.0 for all.")
    web_port: int = Field(8080, ge=0, le=65535, description="Its port; 0 picks a free one.")
    public_url: BaseUrl | None = Field(None, description="How the world reaches it, e.g. https://chat.phuong.example.")
    embed_origins: str = Field(
        "", description="Sites that may embed the web chat, separated by blanks, e.g. https://longphu.example."
    )

    telegram_token: SecretStr | None = Field(None, description="The bot's token from @BotFather; empty: no Telegram.")
    telegram_api_url: BaseUrl = Field(
        "https://api.telegram.org", description="Telegram's server; tests point it at a fake."
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None,
        description="If set (with PUBLIC_URL), updates come by webhook, else by polling. 1-256 of A-Z a-z 0-9 _ -.",
    )
    telegram_rate: float = Field(28.7, gt=0, le=1000, description="Messages a second that the account may send.")

    zalo_bot_token: SecretStr | None = Field(
        None, description="The free bot's token from Zalo Bot Manager; empty: no Zalo Bot. See docs/zalo.md."
    )
    zalo_bot_api_url: BaseUrl = Field(
        "https://bot-api.zaloplatforms.com", description="The Zalo Bot's server; tests point it at a fake."
    )
    zalo_bot_webhook_secret: Annotated[SecretStr, Field(min_length=8, max_length=256)] | None = Field(
        None, description="If set (with PUBLIC_URL), events come by webhook, else by polling. 8-256 characters."
    )
    zalo_bot_people: int = Field(50, ge=1, description="People whom the Zalo Bot's package serves; warned at 80 %.")
    zalo_bot_messages: int = Field(3000, ge=1, description="Messages a month of its package; warned at 80 %.")

    zalo_oa_app_id: str = Field(
        "",
        description="The id of the app that the Official Account authorises; empty: no Official Account.",
        max_length=40,
    )
    zalo_oa_app_secret: SecretStr | None = Field(None, description="That app's secret key.")
    zalo_oa_webhook_secret: SecretStr | None = Field(
        None, description="The OA Secret Key of the console's webhook page; the app's secret is tried as well."
    )
    zalo_oa_id: str = Field("", description="If set, no other Official Account can be connected.", max_length=40)
    zalo_oa_api_url: BaseUrl = Field(
        "https://openapi.zalo.me", description="The Official Account's server; tests point it at a fake."
    )
    zalo_oa_oauth_url: BaseUrl = Field("https://oauth.zaloapp.com", description="Where it is connected; as above.")
    zalo_oa_per_minute: float = Field(
        100, gt=0, le=4000, description="Calls a minute of its package: 100 for Tăng trưởng, 2000 for Toàn diện."
    )
    zalo_oa_paid_window: bool = Field(
        False, description="Whether to write unasked to who wrote 2 to 7 days ago, for which Zalo takes money."
    )
    zalo_oa_paid_messages: int = Field(
        500, ge=0, description="How many such messages a month at most: 500 for Tăng trưởng, 2000 for Toàn diện."
    )
    zalo_oa_articles: int = Field(
        4, ge=0, description="How many articles to all followers a month at most; its package says how many."
    )
    zalo_oa_cover: str = Field(
        "", description="The address of a picture that stands over articles without one of their own.", max_length=300
    )
    zalo_oa_rating_template: str = Field(
        "",
        description="The approved template (ZBS) that asks those to rate whom no message reaches; each costs.",
        max_length=40,
    )
    zalo_oa_rating_data: Annotated[dict[str, str], AfterValidator(_fillable)] = Field(
        {"ma_phieu": "{code}", "viec": "{matter}", "ngay": "{day}"},
        description="Its parameters, in JSON, filled with {code}, {matter} and {day}.",
    )
    zalo_oa_silence_minutes: int = Field(
        30, ge=0, le=1440, description="How long the bot keeps out of a talk in which a human answered."
    )
    zalo_oa_buttons: bool = Field(True, description="Whether to try buttons; if not, choices are numbered lines.")

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    log_format: Literal["text", "json"] = Field("text", description="Lines for people (text) or machines (json).")


def explain(error: ValidationError) -> list[str]:
    """One sentence for each setting that cannot be used; the value is left out, it may be a secret."""
    sentences = []
    for problem in error.errors(include_input=False, include_url=False):
        name = str(problem["loc"][0])
        help_text = Settings.model_fields[name].description if name in Settings.model_fields else ""
        what = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
        sentences.append(f"{name.upper()}: {what}. ({help_text})")
    return sentences
