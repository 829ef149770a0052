"""Writing a figure to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from napcompare.errors import QuestionError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["save_figure"]

_FORMATS = (".png", ".svg", ".pdf")


def save_figure(draw: Callable[[], Axes], path: Path) -> None:
    """Draw a figure into a file, which is written as a whole or not at all.

    Parameters
    ----------
    draw : callable
        Returns the Axes.
    path : Path
        Ends in .png, .svg or .pdf.

    Raises
    ------
    QuestionError
        For another ending, a folder that is not there, or a file that cannot be written.
    """
    if path.suffix not in _FORMATS:
        raise QuestionError(f"{path}: a figure is a file ending in {', '.join(_FORMATS)}.")
    if not path.parent.is_dir():
        raise QuestionError(f"{path}: there is no folder {path.parent}; make it first.")
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    draw()
    beside = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        plt.gcf().savefig(beside, dpi=150)
        beside.replace(path)
    except OSError as error:
        raise QuestionError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        beside.unlink(missing_ok=True)
        plt.close("all")
