"""The command line: thin verbs over the library.

Exit codes: 0 done, 1 the data or the question is wrong, 2 usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from napcompare.errors import NapcompareError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the name of the command; from the system when not given.

    Returns
    -------
    int
        The exit code.
    """
    from cyclopts import CycloptsError

    from napcompare.cli.app import app

    try:
        _print_what_can_be_printed()
        given = sys.argv[1:] if arguments is None else list(arguments)
        code = app(given, exit_on_error=False, print_error=True, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError:
        return 2
    except NapcompareError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say("interrupted; nothing was left half-written.")
        return 1
    except BrokenPipeError:
        # The reader of our output went away; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        _say(f"{error.filename or 'output'}: {error.strerror}.")
        return 1
    return code if isinstance(code, int) else 0


def _print_what_can_be_printed() -> None:
    """A terminal that lacks a letter shows a question mark for it instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _say(message: str) -> None:
    print(f"napcompare: {message}", file=sys.stderr)
