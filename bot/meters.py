"""What is counted for /metrics. Labels are names of ours, never a person's words or ids."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class Meters:
    """The counters of one running bot."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.events = Counter("hailong_events", "Events taken in.", ["channel", "what"], registry=self.registry)
        self.turns = Histogram(
            "hailong_turn_seconds",
            "From an event stored to its replies decided on.",
            ["channel"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.sent = Counter("hailong_replies", "Replies by outcome.", ["channel", "outcome"], registry=self.registry)
        self.unasked = Counter(
            "hailong_unasked", "Messages sent unasked by outcome.", ["channel", "outcome"], registry=self.registry
        )
        self.failed = Counter("hailong_turn_failures", "Turns that ended in an error.", registry=self.registry)
        self.slowed = Counter("hailong_events_slowed", "Events let go for coming too fast.", registry=self.registry)
        self.verdicts = Counter("hailong_questions", "Questions by verdict.", ["verdict"], registry=self.registry)
