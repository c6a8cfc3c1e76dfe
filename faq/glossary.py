"""The ward's glossary: abbreviations, filler, topic words, synonyms and senses, read from faq/glossary/*.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

from faq.glossary_files import (
    FeatureWords,
    FillerFile,
    SensesFile,
    ShortFile,
    SynonymsFile,
    TopicWords,
    read_files,
)
from faq.phrases import Phrases
from faq.procedure import Topic
from faq.result import Wish
from faq.senses import Sense
from faq.stamps import Stamp, stamps
from faq.syllables import is_syllable
from faq.text import Form, form, words

LONG_NAME = 4  # words from which on a name is also read as what people say for it
FOLDER = Path(__file__).parent / "glossary"


class Role(IntEnum):
    """What a word does in a sentence, from naming the matter to filling the air."""

    CONTENT = 0
    STORY = 1
    TOPIC = 2
    FILLER = 3
    ADDRESS = 4
    CHAT = 5


@dataclass(frozen=True)
class Asked:
    """A topic word; `hint` gives way to a plain question in the same message, `lead` asks only where it starts one."""

    topic: Topic
    hint: bool = False
    lead: bool = False


@dataclass(frozen=True)
class Feature:
    """What tells near procedures apart; `weak` is only a hint, `means` the words that names have for it.

    One that `decides` leaves little of whatever lacks it, and is heard only where its marks were typed.
    """

    name: str
    weak: bool = False
    means: tuple[Form, ...] = ()
    decides: bool = False


@dataclass
class Glossary:
    """Everything in the glossary folder, in the shape the search uses."""

    short: dict[str, tuple[tuple[Form, ...], ...]] = field(default_factory=dict)
    roles: Phrases[Role] = field(default_factory=Phrases)
    topics: Phrases[Asked] = field(default_factory=Phrases)
    same: Phrases[tuple[tuple[Form, ...], ...]] = field(default_factory=Phrases)
    features: Phrases[Feature] = field(default_factory=Phrases)
    overrides: dict[str, str] = field(default_factory=dict)  # a feature that leaves another without meaning
    decisive: set[str] = field(default_factory=set)  # features that rule out what lacks them
    ages: list[tuple[str, int, int]] = field(default_factory=list)  # feature, from, to
    lists: dict[str, Phrases[bool]] = field(default_factory=dict)
    senses: list[Sense] = field(default_factory=list)
    talk: Phrases[str] = field(default_factory=Phrases)  # deny, instead, correction, lean, joint
    wishes: dict[str, Wish] = field(default_factory=dict)  # whole messages about the last answer, and what they wish

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Glossary:
        """Read the glossary files of a folder; raises LibraryError where one cannot be used."""
        files = read_files(folder)
        made = cls()
        _short(made, files.short)
        _roles(made, files.filler)
        _topics(made, files.topics)
        _same(made, files.synonyms)
        _features(made, files.features)
        _senses(made, files.senses)
        for kind, phrases in files.talk.items():
            for phrase in phrases:
                made.talk.add(phrase, kind)
        made.wishes.update({phrase: wish for wish, phrases in files.wishes.items() for phrase in phrases})
        return made


def glossary() -> Glossary:
    """The glossary that comes with the package, read again only when its files changed."""
    return _read(FOLDER, stamps(FOLDER))


@lru_cache(maxsize=1)
def _read(folder: Path, _: tuple[Stamp, ...]) -> Glossary:
    return Glossary.read(folder)


def forms(phrase: str) -> tuple[Form, ...]:
    """The forms of a phrase's words."""
    return tuple(form(word) for word in words(phrase.lower()))


def _short(made: Glossary, file: ShortFile) -> None:
    for typed, reads in file.short.items():
        made.short[typed] = tuple(forms(read) for read in reads)
    for typed, read in list(made.short.items()):
        if not is_syllable(bare := form(typed).fold):  # "đk" typed as "dk"; but "dì" typed as "di" is a word of its own
            made.short.setdefault(bare, read)


def _roles(made: Glossary, file: FillerFile) -> None:
    kinds = {
        Role.ADDRESS: file.address,
        Role.FILLER: (*file.polite, *file.source, *file.places),
        Role.CHAT: file.chat,
        Role.STORY: file.story,
    }
    for role, phrases in kinds.items():
        for phrase in phrases:
            made.roles.add(phrase, role)


def _topics(made: Glossary, file: Mapping[Topic, TopicWords]) -> None:
    for topic, lists in file.items():
        kinds = (
            (lists.ask, Asked(topic)),
            (lists.hint, Asked(topic, hint=True)),
            (lists.lead, Asked(topic, lead=True)),
        )
        for phrases, asked in kinds:
            for phrase in phrases:
                made.topics.add(phrase, asked)


def _same(made: Glossary, file: SynonymsFile) -> None:
    back: dict[str, list[str]] = {}
    for said, meant in file.same.items():
        made.same.add(said, tuple(forms(other) for other in meant))
        for other in meant:
            if len(other.split()) >= LONG_NAME:
                back.setdefault(other, []).append(said)
    for name, sayings in back.items():  # who says the long name means the short saying too
        if name not in file.same:
            made.same.add(name, tuple(forms(saying) for saying in sayings))


def _features(made: Glossary, file: Mapping[str, FeatureWords]) -> None:
    for name, lists in file.items():
        made.ages += [(name, *lists.ages)] if lists.ages else []
        if lists.overrides:
            made.overrides[name] = lists.overrides
        if lists.decides:
            made.decisive.add(name)
        joined = (f"{before} {after}" for before in lists.before for after in lists.after)
        for phrase in dict.fromkeys((*lists.says, *joined)):
            made.features.add(phrase, Feature(name, means=forms(lists.means), decides=lists.decides))
        for phrase in lists.weak:
            made.features.add(phrase, Feature(name, weak=True))


def _senses(made: Glossary, file: SensesFile) -> None:
    for name, phrases in file.lists.items():
        made.lists[name] = Phrases()
        for phrase in phrases:
            made.lists[name].add(phrase, True)
    for table in file.sense:
        reads = tuple(forms(read) for read in table.reads)
        made.senses.append(Sense(forms(table.word), table, reads))
