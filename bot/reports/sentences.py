"""The figures as sentences: five lines for a chat, the paragraph of an office report, and what stands beside them."""

from __future__ import annotations

from bot.figures.report import POOL, Report
from bot.reports.words import Words


def title(report: Report, words: Words) -> str:
    """What the figures are, by their honest name: this is no survey by the authorities above."""
    return words.t("Satisfaction as citizens told it through the bot, {period}", period=words.period(report.period))


def five_lines(report: Report, words: Words) -> list[str]:
    """The most important things, a sentence each."""
    if not report.total.people:
        return [nothing(report, words)]
    return [
        satisfied(report, words),
        apart(report, words),
        compared(report, words),
        why(report, words),
        work(report, words),
    ]


def nothing(report: Report, words: Words) -> str:
    """That there is nothing to tell yet, or too little; what was typed in from paper is not lost all the same."""
    if report.total.people is None:
        line = words.t(
            "Fewer than 5 ratings in {period}: they are not shown, so that nobody is recognised.",
            period=words.period(report.period),
        )
    else:
        line = words.t(
            "No ratings in {period} yet. Put up the posters at the counters and give out receipt codes: that is where "
            "ratings come from.",
            period=words.period(report.period),
        )
    return f"{line} {flagged}" if (flagged := _flagged(report, words)) else line


def satisfied(report: Report, words: Words) -> str:
    """The share satisfied, with n and interval."""
    if report.total.satisfied is None:
        return words.t(
            "Satisfied: {people} ratings are too few for a percentage (10 are needed).",
            people=words.few(report.total.people),
        )
    return words.t("Satisfied: {share}.", share=words.share(report.total.satisfied))


def apart(report: Report, words: Words) -> str:
    """The three ways of rating, each for itself; and the flagged ones, which are in none of the figures."""
    parts = [
        words.t(
            "{name}: {people} ratings, {percent}",
            name=_in_sentence(words.name("mode", row.key)),
            people=words.few(row.people),
            percent=words.percent(row.satisfied),
        )
        for row in report.tables["mode"]
    ]
    line = words.t("Apart: {parts}.", parts="; ".join(parts))
    return f"{line} {flagged}" if (flagged := _flagged(report, words)) else line


def compared(report: Report, words: Words) -> str:
    """The change since the period before."""
    if report.previous_period is None or report.change is None:
        return words.t("Too few ratings to compare with the period before.")
    return words.t(
        "Against {period}: {change}.", period=words.period(report.previous_period), change=words.change(report.change)
    )


def why(report: Report, words: Words) -> str:
    """The reasons given most."""
    given = [item for item in report.reasons if item.count]
    if not given:
        return words.t("Reasons of those less satisfied: too few to tell.")
    parts = [
        words.t("{reason} ({count})", reason=_in_sentence(words.name("reasons", item.key)), count=words.few(item.count))
        for item in given[:3]
    ]
    return words.t("Reasons of those less satisfied, most frequent first: {reasons}.", reasons=", ".join(parts))


def work(report: Report, words: Words) -> str:
    """On time, and the cases."""
    if report.on_time.share:
        punctual = words.t("On time: {share}.", share=words.share(report.on_time.share))
    else:
        punctual = words.t("On time: too few finished dossiers with a due date ({of}).", of=report.on_time.of or 0)
    cases = words.t(
        "Cases: {opened} opened, {answered} answered.",
        opened=words.few(report.cases.of),
        answered=words.few(report.cases.count),
    )
    return f"{punctual} {cases}"


def formulas(report: Report, words: Words) -> list[str]:
    """What stands beside every figure: how it is worked out, of how many, what is left out, and when."""
    t = words.t
    lines = [
        t("Share satisfied = (“Satisfied” + “Very satisfied”) / all ratings × 100."),
        t("Mean on 0-100 = mean of (level − 1) / 4 × 100, level 1 being “Very dissatisfied” and 5 “Very satisfied”."),
        t("Intervals: Wilson, 95%; of a difference: Newcombe, 95%."),
        t(
            "n = {people} ratings with a day within {period}.",
            people=words.few(report.total.people),
            period=words.period(report.period),
        ),
        t(
            "Left out: {flagged} flagged ratings (many at once, staff accounts, typed in by the staff), shown apart.",
            flagged=words.few(report.suspect.people),
        ),
        t("No percentage below 10 ratings; groups below 5 are told together with others so that nobody is known."),
        t("On time = returned no later than due / returned dossiers that had a due date."),
        t("Reckoned at {moment}.", moment=words.moment(report.made)),
    ]
    if report.unfinished:
        lines.append(t("The period is not over: the figures will still change."))
    if report.fields:
        named = ", ".join(words.name("field", field) for field in report.fields)
        lines.append(t("Only these fields of work: {fields}.", fields=named))
    lines.append(t("This is no official survey of the ward; it is what people chose to tell through the bot."))
    return lines


def short_note(report: Report, words: Words) -> str:
    """The same in two lines, for a chat."""
    return words.t(
        "Satisfied = levels 4 and 5 of 5 / all ratings. Flagged ratings are left out. Reckoned at {moment}.",
        moment=words.moment(report.made),
    ) + ("\n" + words.t("The period is not over: the figures will still change.") if report.unfinished else "")


def paragraph(report: Report, words: Words) -> str:
    """The figures as an office report says them."""
    if not report.total.people:
        return nothing(report, words)
    lines = [
        words.t(
            "In {period}, {people} citizens' ratings were taken through the bot.",
            period=words.period(report.period),
            people=words.few(report.total.people),
        ),
        *five_lines(report, words),
    ]
    best = [row for row in report.tables["field"] if row.satisfied and row.key not in (POOL, "")]
    if len(best) > 1:
        best.sort(key=lambda row: row.satisfied.percent if row.satisfied else 0)
        lines.append(
            words.t(
                "By field of work the share reaches from {low} ({lowest}) to {high} ({highest}).",
                low=words.percent(best[0].satisfied),
                lowest=words.name("field", best[0].key),
                high=words.percent(best[-1].satisfied),
                highest=words.name("field", best[-1].key),
            )
        )
    return " ".join(lines)


def _flagged(report: Report, words: Words) -> str:
    """How many ratings are in none of the figures, "" where there are none."""
    if report.suspect.people == 0:
        return ""
    return words.t("Not counted: {people} flagged ratings.", people=words.few(report.suspect.people))


def _in_sentence(name: str) -> str:
    """A name within a sentence."""
    return name[:1].lower() + name[1:]
