"""The verbs, each a function whose docstring is its help."""

from __future__ import annotations

from cyclopts import App

from napcompare import __version__
from napcompare.cli.ask import history, info, provenance, reconcile, search, show
from napcompare.cli.beside import compare, due, focus, preparing, report, site
from napcompare.cli.classify import classify, evaluate
from napcompare.cli.fetch import fetch
from napcompare.cli.make import build, check, diff, refresh, release, verify

__all__ = ["app"]

app = App(
    name="napcompare",
    help="National and regional action plans on Women, Peace and Security, compared.",
    version=f"napcompare {__version__}",
    suppress_keyboard_interrupt=False,  # `main` says what an interruption leaves
)

for _verb in (
    info,
    show,
    history,
    compare,
    report,
    site,
    focus,
    due,
    preparing,
    search,
    provenance,
    reconcile,
    classify,
    evaluate,
    check,
    build,
    verify,
    diff,
    release,
    refresh,
    fetch,
):
    app.command(_verb)
