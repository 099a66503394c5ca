"""A progress bar, which tells how a run does whenever it is drawn: tqdm's, in a notebook with ipywidgets its widget."""

import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from nnlib.history import History

T = TypeVar("T")


def progress_bar(steps: Iterable[T], total: int, unit: str, told: Callable[[], str] = lambda: "") -> Iterable[T]:
    """Return steps, shown by tqdm as they are taken, and what is told; ImportError where tqdm is missing."""
    try:
        bar = kind_of_bar()(steps, total=total, unit=unit)
    except ImportError:
        msg = "progress=True needs tqdm: pip install tqdm"
        raise ImportError(msg) from None
    line_of = bar.format_meter
    bar.format_meter = lambda **facts: line_of(**facts | {"postfix": told()})  # asked ten times a second at most
    return bar


def kind_of_bar() -> Any:  # noqa: ANN401  tqdm has no type hints
    """Return tqdm's class of bars: that of widgets in a notebook that has them, else that of text."""
    from tqdm import tqdm  # noqa: PLC0415  an extra is imported where it is used

    if "ipykernel.zmqshell" in sys.modules:  # as tqdm.auto asks, which warns where ipywidgets is missing
        from tqdm import notebook  # noqa: PLC0415  as above

        return tqdm if notebook.IProgress is None else notebook.tqdm
    return tqdm


def latest(history: History) -> str:
    """Return the cost of the last update, and what was measured last."""
    facts = {"cost": history.cost, "accuracy": history.training_accuracy}
    facts["validation accuracy"] = history.validation_accuracy
    return ", ".join(f"{name} {value:.4g}" for name, values in facts.items() for value in values[-1:])
