"""The numbers of the scoring, in one place; chosen on questions, see benchmarks/tuning.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """How much each part of the evidence counts."""

    # part of a word's rarity that counts, by what the word does: in the question, and in a way of asking
    story: float = 0.2
    topic: float = 0.06
    filler: float = 0.03
    address: float = 0.02
    chat: float = 0.03
    way_story: float = 0.5
    way_topic: float = 0.12
    way_filler: float = 0.06
    way_address: float = 0.04
    way_chat: float = 0.06
    number: float = 0.25  # digits in a question
    unknown: float = 0.8  # a word of no entry counts as this part of the rarest
    # covering
    recall: float = 0.55  # how much the covering of the way counts beside the covering of the question
    pairs: float = 0.3  # part of a way's covering that its neighbouring words make up
    synonym: float = 0.95
    other_way: float = 0.75  # credit for a word that stands in another way of asking for the entry
    other_shape: float = 0.5  # part of either credit for a word of the same bare letters with other marks
    body: float = 0.35  # credit for a word that stands in the entry's text
    # what tells near procedures apart
    missing: float = 0.8  # each feature asked for that the entry lacks
    ruled_out: float = 0.3  # beside that, where the feature decides
    extra: float = 0.85  # each feature of the entry's name that was not asked for
    denied: float = 0.5  # words said not to be meant


WEIGHTS = Weights()

# Small talk is made of the very words that say nothing of a procedure.
TALK = Weights(
    story=0.5,
    topic=0.6,
    filler=0.35,
    chat=1.0,
    unknown=0.6,
    address=0.08,
    way_story=0.7,
    way_topic=0.8,
    way_filler=0.6,
    way_address=0.08,
    way_chat=1.0,
    other_way=0.6,
    recall=0.55,
    pairs=0.3,
    synonym=0.95,
    missing=0.8,
)
