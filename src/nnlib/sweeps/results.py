"""The results of a sweep: a table over the seeds, the best point, and pictures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import attempt, counted, is_a, listed, shortened, shown
from nnlib._parts import Printed, Rows, as_text
from nnlib._printing import prints_everywhere
from nnlib._spreads import over_runs, precisions
from nnlib._validation import choice, switch

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Job(NamedTuple):
    """One job of a sweep: its arguments, and its numbers or its error.

    Attributes
    ----------
    case : dict
        The arguments of the call: a point of the grid, and the seed.
    numbers : dict of str to float, or None
        The result; None if the job failed.
    error : str
        The reason for a failure, with Python's traceback below it; empty if it did not fail.
    """

    case: Mapping[str, Any]
    numbers: Mapping[str, float] | None
    error: str


@prints_everywhere
@dataclass(frozen=True, eq=False, repr=False)
class SweepResults:
    """The results of a sweep: print it, or get the numbers of one name with ``results["accuracy"]``.

    The numbers have an axis for each parameter of the grid, in its order, and a last axis for the seeds. They are NaN
    if a job failed.

    Attributes
    ----------
    grid : dict of str to tuple
        The values of each parameter.
    seeds : tuple of int
        The seeds.
    jobs : tuple of Job
        All jobs in the order of the grid, whose last parameter changes fastest; for each point the jobs of all seeds.

    Examples
    --------
    >>> from functools import partial
    >>> import nnlib
    >>> job = partial(dict, cost=1.5)  # a dict returns what it is called with
    >>> results = nnlib.sweep(job, {"n_h": [4, 20], "rate": [0.1, 1.0]}, seeds=3)
    >>> results["rate"].shape
    (2, 2, 3)
    >>> results.best("rate", smallest=True)
    {'n_h': 4, 'rate': 0.1}
    """

    grid: Mapping[str, tuple[Any, ...]]
    seeds: tuple[int, ...]
    jobs: tuple[Job, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the numbers that the jobs returned."""
        return tuple(dict.fromkeys(name for job in self.jobs for name in job.numbers or ()))

    @property
    def failed(self) -> tuple[Job, ...]:
        """The jobs that failed."""
        return tuple(job for job in self.jobs if job.numbers is None)

    def __getitem__(self, name: str) -> Array:
        """Return the numbers of one name."""
        choice("number", name, self.names or ("none, since all jobs failed",))
        numbers = [(job.numbers or {}).get(name, np.nan) for job in self.jobs]
        return np.reshape(numbers, [*map(len, self.grid.values()), len(self.seeds)])

    def at(self, **values: object) -> "SweepResults":
        """Return the part of the results with the given parameter values; its grid no longer has these parameters.

        Parameters
        ----------
        **values : object
            A value of the grid for each of these parameters.

        Returns
        -------
        SweepResults

        Raises
        ------
        ValueError
            If the grid does not have a parameter, or a value of it.
        """
        for parameter, value in values.items():
            if value not in self.grid[choice("parameter", parameter, self.grid)]:
                msg = f"{parameter} was {listed(self.grid[parameter])} in this sweep, got {shown(value)}"
                raise ValueError(msg)
        jobs = [job for job in self.jobs if all(job.case[parameter] == value for parameter, value in values.items())]
        return SweepResults({p: x for p, x in self.grid.items() if p not in values}, self.seeds, tuple(jobs))

    def best(self, name: str, *, smallest: bool = False) -> dict[str, Any]:
        """Return the point with the largest mean over the seeds. A point where a job failed is not the best.

        Parameters
        ----------
        name : str
            The name of a number.
        smallest : bool, default False
            Whether the smallest mean is the best, as for costs.

        Returns
        -------
        dict
            The value of each parameter. Call the job with it: ``job(seed=0, **results.best("accuracy"))``.

        Raises
        ------
        ValueError
            If there is no such number, or no point without a failure.
        """
        means = over_runs(self[name])[0].ravel() * (-1 if switch("smallest", smallest) else 1)
        if np.isnan(means).all():
            msg = f"at each point a job failed, or did not return {name}: print the results"
            raise ValueError(msg)
        return dict([*self.jobs[int(np.nanargmax(means)) * len(self.seeds)].case.items()][:-1])  # without the seed

    def to_frame(self) -> Any:  # noqa: ANN401  a DataFrame, if pandas is there
        """Return a pandas DataFrame with a row for each job: the point, the seed, the numbers, and its failure.

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        ImportError
            If pandas is missing.
        """
        from pandas import DataFrame  # noqa: PLC0415  nothing else needs it

        return DataFrame([{**job.case, **(job.numbers or {"failure": job.error})} for job in self.jobs])

    def plot(self, name: str, *over: str, ax: "Axes | None" = None) -> "Axes":
        """Draw a number with its spread over the seeds: curves over one parameter, or a heat map over two.

        Parameters
        ----------
        name : str
            The name of a number.
        *over : str
            One parameter, whose values are drawn at equal distances: each combination of the others is a curve, with a
            band from least to greatest. Both parameters, if there are two: rows and columns of a heat map, with means
            and standard deviations.
        ax : matplotlib.axes.Axes, optional
            Where to draw; new axes by default.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ValueError
            If there is no such number or parameter, or no such picture: take a part of the results by `at` then.
        """
        from nnlib import plots  # noqa: PLC0415  worker processes do without matplotlib

        rest = [parameter for parameter in self.grid if parameter not in over]
        places = [list(self.grid).index(choice("parameter", parameter, self.grid)) for parameter in (*rest, *over)]
        if len(over) != 1 and (len(set(over)), len(rest)) != (2, 0):
            msg = f"name one parameter, or both of two: got {shown(over)} of {shown(tuple(self.grid))}; see results.at"
            raise ValueError(msg)
        values = np.where(np.isfinite(self[name]), self[name], np.nan).transpose([*places, -1])  # a cost may be inf
        if rest or len(over) == 1:
            points = product(*(self.grid[parameter] for parameter in rest))
            labels = [", ".join(map("{}={!r}".format, rest, point)) for point in points]  # no two are alike
            runs = dict(zip(labels, values.reshape(len(labels), -1, len(self.seeds)).swapaxes(1, 2), strict=True))
            ax = plots.spread(list(map(in_words, self.grid[over[0]])), runs, ax=ax)
            ax.set(xlabel=over[0], ylabel=name, title="mean over the seeds, band from least to greatest")
        else:
            ax = plots.heat_map(values, rows=self.grid[over[0]], columns=self.grid[over[1]], ax=ax)
            ax.set(xlabel=over[1], ylabel=over[0], title=f"{name}: mean ± deviation")
        return ax

    def _parts_(self) -> Iterator[Printed]:
        """Yield a table with a row for each point, and what failed."""
        points = zip(*(map(in_words, point) for point in product(*self.grid.values())), strict=True)
        if columns := [*points, *map(self.column, self.names)]:
            yield Rows([*self.grid, *self.names], [*zip(*columns, strict=True)], most=60)
        yield "one seed" if len(self.seeds) == 1 else f"mean ± standard deviation over {len(self.seeds)} seeds"
        for job in self.failed[:1]:
            of, error = counted(len(self.jobs), "job"), shortened(job.error.split("\n")[0], 300)
            yield f"{len(self.failed)} of {of} failed, such as {shortened(str(job.case), 300)}: {error}"

    def __str__(self) -> str:
        return as_text(self._parts_())

    __repr__ = __str__

    def column(self, name: str) -> list[str]:
        """Return the printed numbers of one name."""
        means, deviations = map(np.ravel, over_runs(self[name]))
        form, of_deviation = precisions(means, deviations)
        spread = ["" if np.isnan(deviation) else f" ± {deviation:{of_deviation}}" for deviation in deviations]
        failed = [i // len(self.seeds) for i, job in enumerate(self.jobs) if job.numbers is None]
        return [f"{failed.count(i)} failed" if i in failed else f"{x:{form}}{spread[i]}" for i, x in enumerate(means)]


def in_words(value: object) -> str:
    """Return a value of the grid in few characters."""
    return shortened(f"{value:g}" if is_a(value, float) else attempt(lambda: str(value), otherwise=shown(value)), 30)
