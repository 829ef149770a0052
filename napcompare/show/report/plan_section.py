"""The plan itself: term, objectives, scope, coordination, signatories, accountability, money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from napcompare._frames import records
from napcompare.compare.reporting import PROMISES
from napcompare.show.report.document import Block, Bullets, Paragraph, Section, Table, Text
from napcompare.show.report.facts import Cites, Facts, Row
from napcompare.trace import edition_order

__all__ = ["plan_section"]

Part = Callable[[Facts, Cites], Iterator[Block]]
_BOUNDS = {"more_than": "p_more_than", "at_least": "p_at_least", "about": "p_about"}


def plan_section(facts: Facts, cites: Cites) -> Section:
    """The section on the plan; without a plan, what is known of the entity and of a plan to come."""
    words = cites.words
    name = facts.name(words.language)
    own = f"h_plan_{facts.entity}"
    heading = words.say(own if words.has(own) else "h_plan", name=name)
    parts = _PARTS if facts.plan else _WITHOUT
    sections = []
    for anchor, key, part in parts:
        blocks = tuple(part(facts, cites))
        if not blocks and anchor in _ALWAYS:
            blocks = (cites.note("none_told"),)
        if blocks:
            sections.append(Section(anchor, words.say(key), blocks))
    intro = tuple(_intro(facts, cites))
    return Section("plan", heading, intro, tuple(sections))


def _intro(facts: Facts, cites: Cites) -> Iterator[Block]:
    if facts.plan is None:
        if facts.row["status_note"]:
            note = cites.text(facts.row["status_note"], (), "en")
            yield Paragraph((note,), note=True)
        return
    plan, key = facts.plan, facts.plan["plan_id"]
    if plan["title"]:
        lead = cites.words.say("p_title", title="").rstrip() + " "
        language = (plan["languages"] or "").split(";")[0]
        title = cites.text(plan["title"], facts.behind("plans.title", key), language)
        yield Paragraph((Text(lead), title))
    url = plan["document_url"] or plan["copy_url"]
    if url:
        column = "document_url" if plan["document_url"] else "copy_url"
        told = cites.words.say("p_document", url=url)
        yield cites.line(told, facts.behind(f"plans.{column}", key))


def _period(facts: Facts, cites: Cites) -> Iterator[Block]:
    plan, words = facts.plan or {}, cites.words
    key = plan["plan_id"]
    if plan["adopted"]:
        act = f" ({words.label('event', plan['adopted_event'])})"
        act = "" if plan["adopted_event"] in _PLAIN_ACTS else act
        told = words.say("p_adopted", day=words.on(plan["adopted"]), act=act)
        yield cites.line(told, facts.behind("plans.adopted", key))
    else:
        yield cites.line(words.say("p_adopted_unknown"))
    if plan["start"] and plan["end"]:
        told = words.say("p_term", start=words.day(plan["start"]), end=words.day(plan["end"]))
        yield cites.line(told, facts.behind("plans.start", key) or facts.behind("plans.end", key))
    extended = [e for e in facts.rows("plan_events") if e["event"] == "extended" and e["until"]]
    for event in extended:
        when = words.say("p_when", day=words.on(event["date"])) if event["date"] else ""
        values = {"first": words.day(plan["end_original"]), "end": words.day(event["until"])}
        source = facts.behind("plan_events", f"{key}/extended/{event['seq']}")
        yield cites.line(words.say("p_extended", when=when, **values), source)
    yield _editions(facts, cites)


# Acts that the word "adopted" says enough of.
_PLAIN_ACTS = ("approved", "adopted")


def _editions(facts: Facts, cites: Cites) -> Table:
    words, plans = cites.words, facts.tables["plans"]
    mine = plans[plans["entity"] == facts.entity].sort_values("edition", key=edition_order)
    header = tuple(words.say(k) for k in ("t_edition", "t_title", "t_adopted", "t_term"))
    rows = []
    for row in records(mine):
        key = row["plan_id"]
        ends = [words.day(row[c]) if row[c] else words.say("unknown") for c in ("start", "end")]
        language = (row["languages"] or "").split(";")[0]
        rows.append(
            (
                cites.text(row["edition"]),
                cites.text(
                    row["title"] or words.say("unknown"),
                    facts.behind("plans.title", key),
                    language if row["title"] else "",
                ),
                cites.text(
                    words.day(row["adopted"]) if row["adopted"] else words.say("unknown"),
                    facts.behind("plans.adopted", key),
                ),
                cites.text(f" {words.say('to')} ".join(ends), facts.behind("plans.end", key)),
            )
        )
    return Table(words.say("c_own_editions", name=facts.name(words.language)), header, tuple(rows))


def _goals(facts: Facts, cites: Cites) -> Iterator[Block]:
    plan, words = facts.plan or {}, cites.words
    if plan["n_objectives"]:
        told = words.say("p_objectives", count=int(plan["n_objectives"]))
        yield cites.line(told, facts.behind("plans.n_objectives", plan["plan_id"]))
    named = [f for f in _PILLARS if facts.value(f) == "yes"]
    if named:
        labels = words.listed(words.label("pillar", f.removeprefix("named_pillar_")) for f in named)
        ids = [s for f in named for s in facts.behind("features", f"{plan['plan_id']}/{f}")]
        yield cites.line(words.say("p_pillars", named=labels), ids)


_PILLARS = tuple(
    f"named_pillar_{p}"
    for p in ("participation", "prevention", "protection", "relief_recovery", "mainstreaming")
)


def _scope(facts: Facts, cites: Cites) -> Iterator[Block]:
    plan, words = facts.plan or {}, cites.words
    if words.has(f"p_orientation_{plan['orientation']}"):
        ids = facts.behind("plans.orientation", plan["plan_id"])
        yield cites.line(words.say(f"p_orientation_{plan['orientation']}"), ids)
    countries = facts.rows("plan_countries")
    if countries:
        names = facts.tables["entities"].set_index("entity")[f"name_{words.language}"]
        told = [
            f"{names[r['country']]} ({words.label('country_role', r['role'])})" for r in countries
        ]
        keys = [f"{r['plan_id']}/{r['country']}/{r['role']}" for r in countries]
        named = [s for key in keys for s in facts.behind("plan_countries", key)]
        yield cites.line(words.say("p_abroad", names=words.listed(sorted(told))), named)


def _roles(facts: Facts, cites: Cites, roles: Sequence[str]) -> Iterator[Block]:
    """One list item a role, with the bodies that have it."""
    items = []
    for role in roles:
        rows = [r for r in facts.rows("actors") if r["role"] == role]
        if rows:
            texts = [Text(_capital(cites.words.label("actor_role", role)) + ": ")]
            for number, row in enumerate(rows):
                texts.append(_actor(facts, cites, row, last=number == len(rows) - 1))
            items.append(Paragraph(tuple(texts)))
    if items:
        yield Bullets(tuple(items))


def _actor(facts: Facts, cites: Cites, row: Row, last: bool) -> Text:
    name = cites.body(row["actor"])
    term = ""
    if row["role"] == "oversight_rotating" and (row["since"] or row["until"]):
        term = f" ({cites.words.span(row['since'], row['until'])})"
    ids = facts.behind("actors", f"{row['plan_id']}/{row['actor']}/{row['role']}")
    language = "en" if name == row["actor"] else ""
    return cites.text(f"{name}{term}{'.' if last else '; '}", ids, language)


def _coordination(facts: Facts, cites: Cites) -> Iterator[Block]:
    plan = facts.plan or {}
    if plan["lead_agency"]:
        lead = cites.body(plan["lead_agency"])
        told = cites.words.say("p_lead", lead=lead)
        yield cites.line(told, facts.behind("plans.lead_agency", plan["plan_id"]))
    yield from _roles(facts, cites, _COORDINATING)
    yield from _counts(facts, cites, "oversight")
    yield from _coded(facts, cites, ("co_coordination", "oversight_body", "cso_in_oversight"))


_COORDINATING = (
    "coordinator",
    "co_coordinator",
    "oversight_body",
    "oversight_fixed",
    "oversight_rotating",
    "oversight_member",
)


def _signatories(facts: Facts, cites: Cites) -> Iterator[Block]:
    yield from _roles(facts, cites, ("signatory",))
    yield from _counts(facts, cites, "signator", "ministers_signing")


def _counts(facts: Facts, cites: Cites, *like: str) -> Iterator[Block]:
    """Counts of the measures that begin so, a list item each."""
    words, items = cites.words, []
    for row in facts.rows("plan_counts"):
        if not row["measure"].startswith(like):
            continue
        value = words.number(row["value"])
        bound = _BOUNDS.get(row["bound"])
        value = words.say(bound, value=value) if bound else value
        day = words.day(row["as_of"]) if row["as_of"] else words.say("p_undated")
        label = _capital(words.label("plan_measure", row["measure"]))
        ids = facts.behind("plan_counts", f"{row['plan_id']}/{row['measure']}/{row['seq']}")
        items.append(cites.line(f"{label}: {value} ({day}).", ids))
    if items:
        yield Bullets(tuple(items))


def _coded(facts: Facts, cites: Cites, features: Sequence[str]) -> Iterator[Block]:
    """The coded values of features, a list item each; what is unknown is left to the comparison."""
    labels = {p["name"]: p["label"] for p in facts.pages}
    items = []
    for feature in features:
        value = facts.value(feature)
        if value != "unknown" and feature in labels:
            told = f"{labels[feature][cites.words.language]}: {cites.words.label('feature_value', value)}."
            ids = facts.behind("features", f"{(facts.plan or {})['plan_id']}/{feature}")
            items.append(cites.line(told, ids))
    if items:
        yield Bullets(tuple(items))


def _accountability(facts: Facts, cites: Cites) -> Iterator[Block]:
    promised = (*PROMISES.values(), "joint_accountability", "sub_plans")
    yield from _coded(facts, cites, promised)
    reports = facts.rows("reports")
    if not reports:
        yield cites.note("p_no_reports")
        return
    yield cites.line(cites.words.say("p_seen"))
    yield Bullets(tuple(_report(facts, cites, row) for row in reports))


def _report(facts: Facts, cites: Cites, row: Row) -> Paragraph:
    words = cites.words
    covers = words.span(row["covers_from"], row["covers_to"])
    about = f", {covers}" if covers else ""
    readers = [words.label("addressee", a) for a in (row["addressee"] or "").split(";") if a]
    reader = f"; {words.listed(readers)}" if readers else ""
    day = words.day(row["published"]) if row["published"] else words.say("p_report_undated")
    reference = f"; {row['reference']}" if row["reference"] else ""
    kind = _capital(words.label("report_kind", row["kind"]))
    told = f"{kind}{about} ({day}{reader}{reference})."
    return cites.line(told, facts.behind("reports", row["report_id"]))


def _learning(facts: Facts, cites: Cites) -> Iterator[Block]:
    yield from _coded(facts, cites, ("learning_agenda", "indicator_review", "monitoring_framework"))


def _money(facts: Facts, cites: Cites) -> Iterator[Block]:
    words, items = cites.words, []
    for row in facts.rows("funding"):
        amount = words.say("p_sum_untold")
        if row["amount"]:
            amount = f"{row['currency']} {words.number(row['amount'])}"
        basis = f", {words.label('funding_basis', row['basis'])}" if row.get("basis") else ""
        covers = words.span(row.get("period_from"), row.get("period_to"))
        period = f", {covers}" if covers else ""
        scope = _capital(words.label("funding_scope", row["scope"]))
        ids = facts.behind("funding", f"{row['plan_id']}/{row['seq']}")
        items.append(cites.line(f"{scope}: {amount}{basis}{period}.", ids))
    yield from _coded(facts, cites, ("budget_allocated", "costed"))
    if items:
        yield Bullets(tuple(items))
        yield cites.note("p_money_note")


def _next(facts: Facts, cites: Cites) -> Iterator[Block]:
    words, events = cites.words, facts.tables["plan_events"]
    coming = records(events[events["plan_id"] == f"{facts.entity}-NEXT"])
    items = []
    for row in sorted(coming, key=lambda r: r["date"] or ""):
        day = words.day(row["date"]) if row["date"] else words.say("p_undated")
        ids = facts.behind("plan_events", f"{row['plan_id']}/{row['event']}/{row['seq']}")
        lead = Text(f"{_capital(words.label('event', row['event']))}, {day}: ")
        items.append(Paragraph((lead, cites.text(row["note"] or "", ids, "en"))))
    if items:
        yield Bullets(tuple(items))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# Anchor, heading and maker of each part, in the order of the report.
_PARTS: tuple[tuple[str, str, Part], ...] = (
    ("looptijd", "h_period", _period),
    ("doelen", "h_goals", _goals),
    ("reikwijdte", "h_scope", _scope),
    ("coordinatie", "h_coordination", _coordination),
    ("ondertekenaars", "h_signatories", _signatories),
    ("verantwoording", "h_accountability", _accountability),
    ("leeragenda", "h_learning", _learning),
    ("financiering", "h_money", _money),
    ("volgende", "h_next", _next),
)
_WITHOUT: tuple[tuple[str, str, Part], ...] = (("volgende", "h_next", _next),)
# Parts that say so where nothing is known.
_ALWAYS: Mapping[str, bool] = dict.fromkeys(
    ("doelen", "reikwijdte", "coordinatie", "ondertekenaars", "leeragenda", "financiering"), True
)
