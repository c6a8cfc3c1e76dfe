"""What every channel must be able to do. A channel's own tests subclass `ChannelContract` and bring a `Rig`.

A rig is a started channel with one person at its other end, and switches for what can go wrong between them. A channel
that cannot meet a trouble at all (nobody can block the console) leaves it out of `Rig.troubles`, and the case is
skipped, saying so.
"""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from base64 import b64decode
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from bot.channels.base import Channel, Outcome, SendFailed
from bot.messages import Address, Attachment, Button, Image, Reply

SENTENCE = "Bà con mang giấy tờ bản chính để cán bộ đối chiếu ạ. "
PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
MAP = Attachment("picture", "k1", "ban-do.png", "image/png", "Bản đồ khu vực cúp nước", "https://chat.example/tep/k1")
FORM = Attachment("file", "k2", "tờ khai.pdf", "application/pdf", "", "https://chat.example/tep/k2")


async def load(key: str) -> bytes | None:
    """What hangs on the notices of these tests."""
    return {"k1": PICTURE, "k2": b"%PDF-1.7 thu"}.get(key)


TRICKY = (
    "<b>phí</b> &amp; <script>alert(1)</script> *sao* _gạch_ [x](http://y) `mã`",
    "'; DROP TABLE people; -- \" \\ {0} {name} %s",
    "1 < 2 && 3 > 2",
    "👵🏽 👨‍👩‍👧 🇻🇳 𠀀",
    "trước\u200bsau \u202eđảo\u202c xong",
    unicodedata.normalize("NFD", "Phường Long Phú"),
    "dòng một\n\n  dòng hai\tthụt",
)


class Trouble(StrEnum):
    """What can happen to a send."""

    BLOCKED = "blocked"  # the person does not want the bot
    THROTTLED = "throttled"  # the platform asks to wait for a second
    DOWN = "down"  # nobody answers the phone
    NO_ANSWER = "no answer"  # the message is taken, the confirmation is lost
    FAILING = "failing"  # the platform says that it is broken


@dataclass(frozen=True)
class Seen:
    """A message as the person sees it; `id` stays the same when it is changed in place."""

    id: str
    text: str
    labels: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)  # pictures and files that were sent by reference: key, or name


class Rig(ABC):
    """One channel and the person at its other end."""

    channel: Channel
    address: Address
    troubles: frozenset[Trouble] = frozenset()
    shows_pictures = True
    shows_attached: tuple[str, ...] = ()  # kinds of attachments that are shown, others are lines with an address

    @abstractmethod
    async def seen(self) -> list[Seen]:
        """Every message on the person's screen now, oldest first."""

    async def writes(self) -> None:  # noqa: B027 - most channels let one write first
        """The person says something, so that they may be written to unasked."""

    async def arrange(self, trouble: Trouble) -> None:
        """Switch a trouble on for the sends to come."""
        raise NotImplementedError(trouble)

    async def relieve(self) -> None:
        """Make everything work again."""
        raise NotImplementedError


class ChannelContract:
    """The cases. `rig` is the subclass's fixture."""

    async def test_a_short_reply_is_one_message(self, rig: Rig) -> None:
        await rig.channel.send(rig.address, Reply("Dạ, bà con chờ một chút."))
        assert [message.text.strip() for message in await rig.seen()] == ["Dạ, bà con chờ một chút."]

    async def test_title_and_note_are_shown_around_the_text(self, rig: Rig) -> None:
        await rig.channel.send(rig.address, Reply("Mang tờ khai.", title="Khai sinh", note="Cổng quốc gia, 01/11/2026"))
        (message,) = await rig.seen()
        places = [message.text.casefold().find(part) for part in ("khai sinh", "mang tờ khai.", "cổng quốc gia")]
        assert -1 not in places
        assert places == sorted(places)

    async def test_a_picture_comes_with_its_words(self, rig: Rig) -> None:
        await rig.channel.send(rig.address, Reply("Tháng 10:", image=Image(PICTURE, "Hài lòng: 76,7% của 43 phiếu.")))
        messages = await rig.seen()
        written = "\n".join(message.text for message in messages)
        assert written.index("Tháng 10:") < written.index("Hài lòng: 76,7% của 43 phiếu.")
        pictures = [picture for message in messages for picture in message.pictures]
        assert pictures == ([PICTURE] if rig.shows_pictures else [])

    @pytest.mark.parametrize("length", [1, 60])
    async def test_attachments_come_with_the_words_or_as_an_address(self, rig: Rig, length: int) -> None:
        text = (SENTENCE * length).strip()
        reply = Reply(text, title="TB 1: Cúp nước", note="Phường Thử", attachments=(MAP, FORM))
        await rig.writes()
        await rig.channel.send_unasked(rig.address, reply)
        messages = await rig.seen()
        written = " ".join("\n".join(message.text for message in messages).split())
        assert " ".join(text.split()) in written
        assert "TB 1: Cúp nước".casefold() in written.casefold()
        shown = [name for message in messages for name in message.attached]
        assert shown == [one.key for one in (MAP, FORM) if one.kind in rig.shows_attached]
        if "file" not in rig.shows_attached:
            assert FORM.url in written
        assert rig.channel.limits.files == ("file" in rig.shows_attached)

    async def test_what_was_sent_is_changed_or_the_channel_says_that_it_cannot(self, rig: Rig) -> None:
        await rig.writes()
        message = await rig.channel.send_unasked(rig.address, Reply("Mai cúp nước.", title="TB 1"))
        await rig.channel.send(rig.address, Reply("Sau đó."))
        changed = await rig.channel.change(rig.address, message, Reply("Mốt cúp nước.", title="Đính chính TB 1"))
        assert changed == rig.channel.limits.changes
        written = "\n".join(one.text for one in await rig.seen())
        assert ("Mốt cúp nước." in written) == changed
        assert ("Mai cúp nước." in written) != changed
        assert not await rig.channel.change(rig.address, "999999", Reply("Khác"))

    async def test_what_was_sent_with_a_picture_is_changed(self, rig: Rig) -> None:
        reply = Reply("Mai cúp nước.", title="TB 1", attachments=(MAP,))
        await rig.writes()
        message = await rig.channel.send_unasked(rig.address, reply)
        fixed = Reply("Mốt cúp nước.", title="Đính chính TB 1", attachments=(MAP,))
        changed = await rig.channel.change(rig.address, message, fixed)
        assert changed == rig.channel.limits.changes
        assert ("Mốt cúp nước." in "\n".join(one.text for one in await rig.seen())) == changed

    async def test_a_long_text_is_split_at_sentence_ends_and_loses_nothing(self, rig: Rig) -> None:
        limits = rig.channel.limits
        count = limits.text // limits.length(SENTENCE) * 2 + 3
        await rig.channel.send(rig.address, Reply((SENTENCE * count).strip()))
        texts = [message.text.strip() for message in await rig.seen()]
        assert all(limits.length(text) <= limits.text for text in texts)
        assert all(text.endswith("ạ.") for text in texts)
        assert " ".join(texts).split() == (SENTENCE * count).split()

    async def test_length_is_counted_in_the_platforms_units(self, rig: Rig) -> None:
        limits = rig.channel.limits
        text = "👵" * (limits.text + 10)
        await rig.channel.send(rig.address, Reply(text))
        texts = [message.text.strip() for message in await rig.seen()]
        assert all(limits.length(part) <= limits.text for part in texts)
        assert "".join("".join(texts).split()) == text

    async def test_every_button_can_be_chosen_however_many_there_are(self, rig: Rig) -> None:
        labels = [f"Thủ tục số {n}" for n in range(1, rig.channel.limits.buttons + 15)]
        await rig.channel.send(
            rig.address, Reply("Bà con chọn:", buttons=tuple(Button(label, f"a:{n}") for n, label in enumerate(labels)))
        )
        messages = await rig.seen()
        shown = [label for message in messages for label in message.labels]
        written = "\n".join(message.text for message in messages)
        assert all(label in shown or label in written for label in labels)

    async def test_a_button_that_does_not_fit_can_still_be_chosen_by_typing(self, rig: Rig) -> None:
        fits, too_long = Button("Khai sinh", "a:1"), Button("Khai tử", "a:" + "x" * 100)
        await rig.channel.send(rig.address, Reply("Bà con chọn:", buttons=(fits, too_long)))
        messages = await rig.seen()
        shown = [label for message in messages for label in message.labels]
        written = "\n".join(message.text for message in messages)
        assert "Khai sinh" in shown or "Khai sinh" in written
        assert "Khai tử" in shown or "2. Khai tử" in written

    @pytest.mark.parametrize("text", TRICKY)
    async def test_special_characters_arrive_as_they_are(self, rig: Rig, text: str) -> None:
        await rig.channel.send(rig.address, Reply(text, title="Trả lời", buttons=(Button(text[:30], "a:1"),)))
        (message,) = await rig.seen()
        assert unicodedata.normalize("NFC", text.strip()) in unicodedata.normalize("NFC", message.text)

    async def test_a_reply_may_take_the_place_of_an_older_one(self, rig: Rig) -> None:
        first = await rig.channel.send(rig.address, Reply("Cũ", buttons=(Button("Xem", "a:1"),)))
        await rig.channel.send(rig.address, Reply("Mới", replace=True), replacing=first)
        messages = await rig.seen()
        assert messages[-1].text.strip() == "Mới"
        assert len(messages) == (1 if rig.channel.limits.can_edit else 2)

    async def test_replacing_by_the_same_is_no_failure(self, rig: Rig) -> None:
        reply = Reply("Như cũ", buttons=(Button("Xem", "a:1"),), replace=True)
        first = await rig.channel.send(rig.address, reply)
        await rig.channel.send(rig.address, reply, replacing=first)
        assert (await rig.seen())[-1].text.strip().startswith("Như cũ")

    async def test_what_cannot_be_replaced_is_followed_by_a_new_message(self, rig: Rig) -> None:
        await rig.channel.send(rig.address, Reply("Mới", replace=True), replacing="999999")
        assert (await rig.seen())[-1].text.strip() == "Mới"

    @pytest.mark.parametrize(
        ("trouble", "outcome"),
        [
            (Trouble.BLOCKED, Outcome.GONE),
            (Trouble.THROTTLED, Outcome.RETRY),
            (Trouble.DOWN, Outcome.RETRY),
            (Trouble.FAILING, Outcome.RETRY),
            (Trouble.NO_ANSWER, Outcome.UNKNOWN),
        ],
    )
    async def test_a_failure_is_named_and_does_not_last(self, rig: Rig, trouble: Trouble, outcome: Outcome) -> None:
        if trouble not in rig.troubles:
            pytest.skip(f"not run: {rig.channel.name} does not know this trouble: {trouble}")
        await rig.arrange(trouble)
        with pytest.raises(SendFailed) as caught:
            await rig.channel.send(rig.address, Reply("Một"))
        assert caught.value.outcome is outcome
        if trouble is Trouble.THROTTLED:
            assert caught.value.retry_after == 1
        await rig.relieve()
        await rig.channel.send(rig.address, Reply("Hai"))
        assert (await rig.seen())[-1].text.strip() == "Hai"
