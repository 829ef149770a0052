"""The report as content: the sections in their order, an annex to a letter to parliament."""

from __future__ import annotations

from collections.abc import Iterator

from napcompare.show.report.comparison_section import comparison_section, method_section
from napcompare.show.report.document import Bullets, Document, Section, Table, Text
from napcompare.show.report.facts import Cites, Facts
from napcompare.show.report.indicators_section import indicators_section
from napcompare.show.report.keypoints import key_points
from napcompare.show.report.plan_section import plan_section
from napcompare.show.report.wording import wording

__all__ = ["report"]

_WORDS = (
    "contents",
    "sources",
    "source",
    "filter",
    "sort",
    "close",
    "no_official_source",
    "data",
    "page",
    "skip",
    "rows",
)


def report(facts: Facts, language: str) -> Document:
    """The report on an entity.

    Parameters
    ----------
    facts : Facts
    language : str
        ``en`` or ``nl``.

    Returns
    -------
    Document

    Raises
    ------
    QuestionError
        For another language.
    """
    words = wording(language)
    cites = Cites(facts, words)
    makers = [key_points, method_section, plan_section]
    makers += [comparison_section] if len(facts.editions) > 1 else []
    sections = [
        maker(facts, cites) for maker in (*makers, indicators_section, _limits, _terms, _release)
    ]
    name, day = facts.name(language), words.day(facts.day.isoformat())
    subtitle = words.say(
        "subtitle" if facts.peers else "subtitle_alone", peers=facts.peers, day=day
    )
    return Document(
        title=words.say("title", name=name),
        subtitle=subtitle,
        language=language,
        sections=tuple(sections),
        sources=cites.cited(),
        words={key: words.say(f"w_{key}", **_KEPT) for key in _WORDS},
        footer=words.say("footer", release=facts.release, day=day),
    )


# Places that the forms fill in themselves.
_KEPT = {name: "{" + name + "}" for name in ("page", "pages", "shown", "all")}


def _limits(facts: Facts, cites: Cites) -> Section:
    words = cites.words
    lines = [cites.line(words.say(key)) for key in _LIMITS]
    if facts.plan:
        level = words.label("confidence", facts.plan["existence_confidence"])
        lines.append(cites.line(words.say("l_doubtful", confidence=level)))
    return Section("beperkingen", words.say("h_limits"), (Bullets(tuple(lines)),))


_LIMITS = ("l_content", "l_unknown", "l_own", "l_seen", "l_mark", "l_english", "l_status")


def _terms(facts: Facts, cites: Cites) -> Section:
    words = cites.words
    header = (words.say("t_term_name"), words.say("t_term_meaning"))
    rows = tuple((Text(name), Text(meaning)) for name, meaning in _meanings(facts, cites))
    return Section("begrippen", words.say("h_terms"), (Table(words.say("c_terms"), header, rows),))


def _meanings(facts: Facts, cites: Cites) -> Iterator[tuple[str, str]]:
    say = cites.words.say
    for key in ("edition", "unknown", "lapsed", "peers", "learning", "baseline"):
        yield say(f"b_{key}"), say(f"b_{key}_text")
    if facts.features is None:
        return
    labels = {p["name"]: p["label"][cites.words.language] for p in facts.pages}
    questions = {p["name"]: p["question"] for p in facts.pages}
    for name in facts.features.index:
        if cites.words.language == "en":
            yield labels[name], questions[name]


def _release(facts: Facts, cites: Cites) -> Section:
    words = cites.words
    day = facts.day.isoformat()
    cite = words.say(
        "r_cite", year=facts.released[:4], release=facts.release, date=words.day(facts.released)
    )
    values = {
        "entity": facts.entity,
        "day": day,
        "language": words.language,
        "release": facts.release,
    }
    again = words.say("r_again" if facts.peers else "r_alone", peers=facts.peers, **values)
    return Section("release", words.say("h_release"), (cites.line(cite), cites.line(again)))
