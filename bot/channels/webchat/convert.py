"""Between the page's frames and the words that channels share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.i18n import LANGUAGES
from bot.masking import mask
from bot.messages import Address, Incoming, Reply, What
from bot.storage.notice_files import PATH as FILES
from bot.storage.webchat import CHANNEL, Line, Talk, event_of

LONGEST = 2000  # characters of one message; the page counts them for the citizen
LARGEST_FRAME = 64 * 1024  # bytes; a longer text than LONGEST is cut, beyond this it is refused unread

Words = Annotated[str, AfterValidator(lambda text: text.replace("\0", ""))]  # PostgreSQL cannot keep a NUL
ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


_CLIENT: TypeAdapter[str] = TypeAdapter(ClientId)


def client_id(text: str) -> str | None:
    """A page's own id of something, or None if it is none."""
    try:
        return _CLIENT.validate_python(text)
    except ValidationError:
        return None


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True)


class Hello(_Frame):
    """The first frame of a socket: which session, and the number of the last line the page has."""

    type: Literal["hello"]
    token: str = Field(max_length=200)
    after: int = Field(0, ge=0)


class Say(_Frame):
    """Words."""

    type: Literal["say"]
    id: ClientId
    text: Words = Field(min_length=1)


class Press(_Frame):
    """A button: its payload, its label as the citizen saw it, and the number of the line it hangs under."""

    type: Literal["press"]
    id: ClientId
    data: Words = Field(min_length=1, max_length=200)
    label: Words = Field("", max_length=200)
    message: int = Field(0, ge=0)


class Start(_Frame):
    """The page was opened on an empty talk, or through a link that names a subject (then with an id of its own)."""

    type: Literal["start"]
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")] = ""
    payload: str = Field("", pattern=r"^[A-Za-z0-9_-]{0,64}$")


class Speak(_Frame):
    """Another language was chosen."""

    type: Literal["speak"]
    language: Literal[LANGUAGES]  # type: ignore[valid-type]  # the languages there are catalogues of


class Ping(_Frame):
    """Is anybody there? Asked by a page that has slept."""

    type: Literal["ping"]


class Erase(_Frame):
    """Erase everything about this session: somebody else will use this phone."""

    type: Literal["erase"]


Said = Say | Press | Start
Frame = Annotated[Say | Press | Start | Speak | Ping | Erase, Field(discriminator="type")]
_FRAME: TypeAdapter[Frame] = TypeAdapter(Frame)


def read_hello(raw: str) -> Hello | None:
    """A socket's first frame, or None if it is none."""
    try:
        return Hello.model_validate_json(raw)
    except ValidationError:
        return None


def read_frame(raw: str | bytes) -> Frame | None:
    """A frame of the page, or None if it is none."""
    try:
        return _FRAME.validate_json(raw)
    except ValidationError:
        return None


def to_incoming(frame: Said, account: str, now: datetime) -> Incoming:
    """What a citizen did, for the switchboard."""
    address = Address(CHANNEL, account)
    match frame:
        case Say():
            return Incoming(address, event_of(account, frame.id), What.TEXT, now, text=frame.text)
        case Press():
            message = str(frame.message or "")
            event = event_of(account, frame.id)
            return Incoming(address, event, What.BUTTON, now, data=frame.data, message=message)
        case Start():
            words = f"/start {frame.payload}".strip()
            return Incoming(address, event_of(account, f"start-{frame.id}"), What.TEXT, now, text=words)


def to_body(frame: Say | Press) -> dict[str, Any]:
    """What a citizen did, as it is kept and shown on the page: private numbers are blanked before."""
    if isinstance(frame, Say):
        return {"text": mask(frame.text[: 4 * LONGEST])[0][:LONGEST]}
    return {"text": mask(frame.label)[0], "pressed": frame.message}


def from_reply(reply: Reply, replaces: int) -> dict[str, Any]:
    """What the bot says, as it is kept; `replaces` is the number of the line it is shown in place of (0: none)."""
    body = reply.as_json()
    del body["replace"]
    if reply.image:  # within the line itself: whoever may read the line sees it, and nobody else
        body["image"] = {"src": f"data:image/png;base64,{body['image']['png']}", "alt": reply.image.alt}
    if reply.attachments:
        body["attachments"] = [
            {"kind": one.kind, "src": f"{FILES}/{one.key}", "name": one.name, "alt": one.alt}
            for one in reply.attachments
        ]
    return body | {"replaces": replaces} if replaces else body


def line_frame(line: Line) -> dict[str, Any]:
    """One line, for the page."""
    head = {"seq": line.id, "mine": line.mine, "at": line.said.isoformat(timespec="seconds")}
    return head | ({"id": line.client} if line.client else {}) | line.body


def talk_frame(talk: Talk, kind: str = "talk") -> dict[str, Any]:
    """Several lines, for the page, which drops whatever is older than `first`: it was erased or has expired."""
    return {"type": kind, "first": talk.first, "lines": [line_frame(line) for line in talk.lines]}
