"""The files of faq/glossary/ as they stand on disk, checked key by key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from faq.errors import LibraryError, sentence
from faq.phrases import GAP
from faq.procedure import Topic
from faq.result import Wish
from faq.text import words


def _says_something(phrase: str) -> str:
    if not all(words(part.lower()) for part in phrase.split(GAP)):
        raise ValueError("a phrase needs a word, on both sides of every gap")
    return phrase


def _not_empty(reads: tuple[str, ...]) -> tuple[str, ...]:
    if not reads:
        raise ValueError("an abbreviation needs at least one reading")
    return reads


Phrase = Annotated[str, AfterValidator(_says_something)]
PhraseList = tuple[Phrase, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ShortFile(_File):
    """Abbreviations, each with its readings, the commonest first."""

    short: dict[Phrase, Annotated[PhraseList, AfterValidator(_not_empty)]]


class FillerFile(_File):
    """Words that name no matter, by what they do."""

    address: PhraseList
    polite: PhraseList
    chat: PhraseList
    story: PhraseList
    source: PhraseList
    places: PhraseList


class TopicWords(_File):
    """Plain questions for a topic, hints that give way to them, and words that ask only where they lead."""

    ask: PhraseList = ()
    hint: PhraseList = ()
    lead: PhraseList = ()


class SynonymsFile(_File):
    """Everyday words and what they stand for."""

    same: dict[Phrase, PhraseList]


class FeatureWords(_File):
    """Words that name a feature, that only hint at it, and the ages that have it.

    Every word of `before` with every word of `after` names it too; `means` is what names of procedures say for it;
    with `overrides` said, another feature says nothing; one that `decides` rules out what lacks it.
    """

    says: PhraseList = ()
    weak: PhraseList = ()
    ages: tuple[int, int] | None = None
    before: PhraseList = ()
    after: PhraseList = ()
    means: str = ""
    overrides: str = ""
    decides: bool = False


class SenseTable(_File):
    """One meaning of a word, and the lists of neighbours that decide for it."""

    word: Phrase
    name: str = ""  # the feature it says
    reads: PhraseList = ()  # other words for it
    asks: bool = False  # it only asks, as "mất" in "mất bao lâu"
    other: bool = False  # it is another word than the one of the same letters in the library
    previous: str = ""  # what stands right before
    after: str = ""  # what stands shortly before
    within: int = 4
    followed: str = ""  # what follows
    unless_followed: str = ""
    unless_said: str = ""  # what stands nowhere in the sentence

    def named(self) -> set[str]:
        """The lists it names."""
        return {self.previous, self.after, self.followed, self.unless_followed, self.unless_said} - {""}


class SensesFile(_File):
    """Lists of neighbours, and the senses they decide."""

    lists: dict[str, PhraseList]
    sense: tuple[SenseTable, ...] = ()

    @model_validator(mode="after")
    def _lists_are_there(self) -> SensesFile:
        for table in self.sense:
            if missing := table.named() - self.lists.keys():
                raise ValueError(f"the sense of '{table.word}' names a list that is not there: {min(missing)}")
        return self


class Files(_File):
    """All glossary files."""

    short: ShortFile
    filler: FillerFile
    topics: dict[Topic, TopicWords]
    synonyms: SynonymsFile
    features: dict[str, FeatureWords]
    senses: SensesFile
    talk: dict[str, PhraseList]
    wishes: dict[Wish, PhraseList]


def read_files(folder: Path) -> Files:
    """Read and check the glossary; raises LibraryError naming file, key and what is wrong."""
    found: dict[str, Any] = {}
    problems: list[str] = []
    for name, field in Files.model_fields.items():
        path = folder / f"{name}.toml"
        try:
            found[name] = TypeAdapter[Any](field.annotation or Any).validate_python(
                tomllib.loads(path.read_text(encoding="utf-8"))
            )
        except OSError as error:
            problems.append(f"{folder.name}/{path.name}: cannot be read ({error.strerror})")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(f"{folder.name}/{path.name}: is not valid TOML: {error}")
        except ValidationError as error:
            problems += [f"{folder.name}/{path.name}: {sentence(dict(item))}" for item in error.errors()]
    if problems:
        raise LibraryError(problems)
    return Files.model_construct(**found)
