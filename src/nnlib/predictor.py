"""From named rows to named answers: a trained network with the recipe for its X, in one file."""

import copy
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np

from nnlib import _files
from nnlib._answers import ACCURACY, RMSE, Answers, Importance, Mistakes
from nnlib._arrays import Array, ArrayLike, Seed
from nnlib._messages import attempt, counted, is_a, listed, shown
from nnlib._network_files import description, network_from
from nnlib._parts import Title
from nnlib._printing import prints_everywhere
from nnlib._registry import Described, describe, name_of, rebuild
from nnlib._scale import outside
from nnlib._validation import class_labels, count, examples, finite, labels, random_generator, require_instance
from nnlib.activations import Softmax
from nnlib.datasets.pictures import PictureRecipe
from nnlib.datasets.scaling import Standardizer
from nnlib.datasets.tables import Table, TableRecipe, is_X
from nnlib.metrics import rmse
from nnlib.models import Network

__all__ = ["Answers", "Importance", "Mistakes", "Predictor"]

FILE = "predictor"
SCALINGS = ("X_scaling", "Y_scaling")
FEW_ROWS, MOST_ROWS = 20, 1000
"""Of the table that was trained on, to see whether the answers fit."""
TINY = 1e-12


@prints_everywhere
class Predictor:
    """A trained network, with everything that turns rows or pictures into X and its output into answers.

    Columns are found by name, in any order, and other columns are ignored. Filling, categories and scaling are those of
    training, so a row gets the same answer alone or among others, now or in another process.

    Parameters
    ----------
    recipe : Table, Pictures, TableRecipe or PictureRecipe
        The data that the network was trained on, or their recipe.
    model : Network
        The network. It is not copied.
    X_scaling, Y_scaling : Standardizer, optional
        The scaling of X, and of the target, in training.

    Raises
    ------
    TypeError, ValueError
        If these do not fit one another.

    Examples
    --------
    >>> import nnlib
    >>> rows = [{"size": 60, "wood": "yes", "price": 180}, {"size": 90, "wood": "no", "price": 310}]
    >>> rows += [{"size": 75, "wood": "no", "price": 265}, {"size": 120, "wood": "yes", "price": 360}]
    >>> houses = nnlib.datasets.read_csv(rows, target="price")
    >>> X_scaling, Y_scaling = (nnlib.datasets.Standardizer(array) for array in houses)
    >>> model = nnlib.Network([3, 1], output="identity", rng=0)
    >>> history = nnlib.train(model, X_scaling(houses.X), Y_scaling(houses.Y), learning_rate=0.5, iterations=200)
    >>> predictor = Predictor(houses, model, X_scaling=X_scaling, Y_scaling=Y_scaling)
    >>> predictor.predict([{"wood": "no", "size": 100, "colour": "red"}]).round()
    Answers([340.])
    """

    def __init__(
        self,
        recipe: Any,  # noqa: ANN401  anything that has been read, or its recipe
        model: Network,
        *,
        X_scaling: Standardizer | None = None,
        Y_scaling: Standardizer | None = None,
    ) -> None:
        read = recipe
        recipe = attempt(lambda: getattr(read, "recipe", read), otherwise=read)
        if not is_a(recipe, PictureRecipe):
            require_instance("recipe", recipe, TableRecipe, "a Table, Pictures, or the recipe of either")
        require_instance("model", model, Network, "a Network")
        if recipe.n_x != model.n_x:
            msg = f"the recipe gives {counted(recipe.n_x, 'feature')}, but the model was built for n_x={model.n_x}"
            raise ValueError(msg)
        for name, scaling, n in (("X_scaling", X_scaling, model.n_x), ("Y_scaling", Y_scaling, model.n_y)):
            if scaling is not None:
                require_instance(name, scaling, Standardizer, "a Standardizer")
                if scaling.n_x != n:
                    msg = f"{name} scales {counted(scaling.n_x, 'row')}, but the model has {n}: is it that of X_train?"
                    raise ValueError(msg)
        self.recipe, self.model, self.X_scaling, self.Y_scaling = recipe, model, X_scaling, Y_scaling
        self._require_answers()
        if is_a(read, Table) and len(read.Y) and self._truth_is_one_row:
            self._require_labels(read.Y)
            if read.Y.shape[1] >= FEW_ROWS:
                self._question_scaling(read.X[:, :MOST_ROWS], read.Y[:, :MOST_ROWS])

    def _require_answers(self) -> None:
        """Refuse a model whose output cannot be an answer of this recipe."""
        n_y, classifies, classes = self.model.n_y, self.model.classifies, self.classes
        output = name_of(self.model.g[len(self.model.g)])
        if classes and not classifies:
            msg = f"the answers are {len(classes)} classes, but the output {output} gives numbers"
            raise ValueError(msg)
        if classes and len(classes) != max(n_y, 2):
            msg = f"there are {len(classes)} classes, {listed(classes)}, but the model has n_y={n_y}"
            raise ValueError(msg)
        if self.Y_scaling is not None and classifies:
            msg = f"the output {output} gives classes, which have no scale: leave Y_scaling out"
            raise ValueError(msg)

    def _require_labels(self, Y: Array) -> None:
        """Refuse labels that are no classes, where the output gives classes."""
        if self.model.classifies:
            try:
                self._indices_of(Y)
            except ValueError as error:
                target = shown(self.recipe.target.name)
                told = f"the target {target} holds numbers, but the output gives classes: {error}"
                whole = bool((np.round(Y) == Y).all())
                advice = f"text=[{target}] in read_csv takes them as classes" if whole else "take output='identity'"
                msg = f"{told}. {advice}"
                raise ValueError(msg) from None

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, in the order of the rows of `predict_proba`; none if the answers are numbers."""
        return self.recipe.classes

    def predict(self, data: Any) -> Answers:  # noqa: ANN401  whatever holds rows or pictures
        """Return one answer for each row or picture: the name of its class, or a number in the target's own units.

        Parameters
        ----------
        data : path-like, open file, data frame, list of dict, dict, Table, Pictures or array_like of shape (n_x, m)
            A CSV file, or rows in memory; for pictures a folder, or files. An array is X, before scaling.

        Returns
        -------
        Answers
            An array of shape (m,), or (n_y, m) if the network has several outputs that are not classes. Its ``reading``
            lists what was ignored, filled or unknown.

        Raises
        ------
        FileError, ValueError
            If a column is missing, or a cell has another type or is empty and not filled. The message names row and
            column.
        """
        reading = self.recipe.read(data)
        return Answers.of(self._answers(self._outputs(reading.X)), reading)

    def predict_proba(self, data: Any) -> Array:  # noqa: ANN401  as above
        """Return the probability of each class, of shape (number of classes, m), in the order of ``classes``.

        `data` is as in `predict`.

        If the output is one sigmoid and the classes have no names, the shape is (1, m): the probability of class 1.
        """
        if not self.model.classifies:
            msg = "the answers are numbers, which have no probabilities: use predict"
            raise TypeError(msg)
        A = self._outputs(self.recipe.read(data).X)
        return np.vstack([1 - A, A]) if len(self.classes) > len(A) else A

    def mistakes(self, data: Any, Y: ArrayLike | None = None) -> Mistakes:  # noqa: ANN401  as above
        """Return the rows with wrong answers, and by how much they are wrong, the worst first.

        Parameters
        ----------
        data : as in `predict`
            Rows with the target's column, folders with the classes' names, or X.
        Y : array_like of shape (1, m), optional
            The labels, if `data` is X: numbers, or class indices.

        Returns
        -------
        Mistakes
            Print it for a table; `nnlib.plots.mistakes` draws it.

        Examples
        --------
        >>> import nnlib
        >>> tumours = nnlib.datasets.breast_cancer()
        >>> predictor = Predictor(tumours, nnlib.LogisticRegression(n_x=30))
        >>> found = predictor.mistakes(*tumours)
        >>> print(len(found.names), found.names[0], found.truths[0], found.answers[0])
        212 X[:, 0] malignant benign
        """
        X, Y, names = self._labelled(data, Y)
        A = self._outputs(X)
        truths, answers = self._truths(Y), self._answers(A)
        if self.model.classifies:
            amounts = self._given_to(self._indices_of(Y), A)
            order = np.argsort(amounts, kind="stable")
            order = order[answers[order] != truths[order]]
        else:
            amounts = answers - truths
            order = np.argsort(-np.abs(amounts), kind="stable")
        called = tuple(names[i] for i in order)
        kept = truths[order], answers[order], amounts[order], X[:, order]
        return Mistakes(called, *kept, X.shape[1], self._measure, self._score(truths, answers), self.recipe)

    def importance(self, data: Any, Y: ArrayLike | None = None, *, repeats: int = 5, rng: Seed = None) -> Importance:  # noqa: ANN401  as above
        """Return how much each column matters: how much worse the answers get when its cells are permuted.

        If two columns carry the same information, each may seem to matter little. The result shows what this network
        uses, not what causes what.

        Parameters
        ----------
        data, Y
            As in `mistakes`, preferably rows that the network was not trained on.
        repeats : int, default 5
            The number of permutations of each column to average.
        rng : int, numpy.random.Generator or None, optional
            The source of the permutations.

        Returns
        -------
        Importance
            Print it for a table.

        Examples
        --------
        >>> import nnlib
        >>> rows = [{"size": size, "noise": size % 7, "price": 3 * size} for size in range(50, 90)]
        >>> houses = nnlib.datasets.read_csv(rows, target="price")
        >>> model = nnlib.Network([2, 1], output="identity", initialization="zeros")
        >>> model.W[1] = [[3, 0]]
        >>> Predictor(houses, model).importance(rows, rng=0).names
        ('size', 'noise')
        """
        if not isinstance(self.recipe, TableRecipe):
            msg = "importance is that of a table's columns: a single pixel has none"
            raise TypeError(msg)
        X, Y, _ = self._labelled(data, Y)
        generator, repeats = random_generator(rng), count("repeats", repeats)
        truths = self._truths(Y)
        score = self._score(truths, self._answers(self._outputs(X)))
        losses = np.empty((len(self.recipe.columns), repeats))
        p = 0
        for k, column in enumerate(self.recipe.columns):
            rows = slice(p, p + len(column.features))
            p = rows.stop
            for repeat in range(repeats):
                permuted = X.copy()
                permuted[rows] = X[rows][:, generator.permutation(X.shape[1])]
                loss = score - self._score(truths, self._answers(self._outputs(permuted)))
                losses[k, repeat] = loss if self.model.classifies else -loss
        order = np.argsort(-losses.mean(axis=1), kind="stable")
        names = tuple(self.recipe.columns[k].name for k in order)
        return Importance(names, losses[order].mean(axis=1), losses[order].std(axis=1), self._measure, score)

    def save(self, path: _files.StrPath) -> None:
        """Write the model and everything that its answers need to one file, which `nnlib.load` reads.

        Parameters
        ----------
        path : str or path
            The file, usually ``.npz``. An old file is replaced in one step: at any time one of the two exists, whole.
        """
        arrays = {"theta": self.model.parameters.vector}
        for name in SCALINGS:
            if (scaling := getattr(self, name)) is not None:
                arrays |= {f"{name}.mean": scaling.mean, f"{name}.deviation": scaling.deviation}
        _files.write(path, FILE, {"recipe": describe(self.recipe), "model": description(self.model)}, arrays)

    @classmethod
    def restored(cls, content: Mapping[str, Any], arrays: Mapping[str, Array], custom: Mapping[str, Any]) -> Self:
        """Return the predictor that a file holds."""
        scalings = {
            name: Standardizer.of(arrays[f"{name}.mean"], arrays[f"{name}.deviation"])
            for name in SCALINGS
            if f"{name}.mean" in arrays
        }
        if len(arrays) != 1 + 2 * len(scalings):
            msg = f"a predictor is theta and two arrays for each scaling, but it holds {', '.join(arrays)}"
            raise _files.FileError(msg)
        recipe = rebuild(content["recipe"], Described, custom)
        return cls(recipe, network_from(content["model"], arrays["theta"], custom), **scalings)

    @property
    def _facts(self) -> str:
        """What is answered, and from what."""
        target = f"target {self.recipe.target.name!r}" if self.recipe.target else "no target"
        answers = f"classes {listed(self.classes)}" if self.classes else target
        return f"{answers}, from {counted(self.recipe.n_x, 'feature')}"

    def __repr__(self) -> str:
        """Show the kind of answers, the features and the model."""
        return f"{type(self).__name__}({self._facts}, {self.model!r})"

    def _parts_(self) -> Iterator[object]:
        """Yield what is answered, from what, and the model."""
        yield Title(type(self).__name__, rest=f": {self._facts}")
        yield self.model

    # From X to answers.

    def _outputs(self, X: Array) -> Array:
        """Return A[L] for X before scaling."""
        return self.model.predict_proba(X if self.X_scaling is None else self.X_scaling(X))

    def _indices(self, A: Array) -> Array:
        """Return the index of the likeliest class of each example."""
        return (A[0] > 0.5).astype(np.int64) if len(A) == 1 else A.argmax(axis=0)  # noqa: PLR2004  the likelier of two

    def _answers(self, A: Array) -> Array:
        """Return the answers that outputs stand for."""
        if self.classes:
            return np.array(self.classes)[self._indices(A)]
        answers = self.model.decide(A) if self.Y_scaling is None else self.Y_scaling.inverse(A)
        return answers[0] if len(answers) == 1 else answers

    # What the truth says of them.

    @property
    def _truth_is_one_row(self) -> bool:
        """Whether one number or class is the truth about an example, and not one for each of several sigmoids."""
        several = self.model.n_y > 1 and not isinstance(self.model.g[len(self.model.g)], Softmax)
        return not several or bool(self.classes)

    def _labelled(self, data: Any, Y: ArrayLike | None) -> tuple[Array, Array, Sequence[str]]:  # noqa: ANN401  as in predict
        """Return X, Y and what each example is called."""
        if not self._truth_is_one_row:
            msg = f"the model gives {self.model.n_y} answers to each example, but there is one truth"
            raise TypeError(msg)
        if Y is None:
            reading = self.recipe.read(data, labels=True)
            if not len(reading.Y):
                msg = "there are no labels in it, so nobody knows which answers are right"
                raise ValueError(msg)
            return reading.X, reading.Y, reading.names
        if not is_X(data):
            msg = f"with Y, data is X, got {shown(data)}: rows tell their labels themselves, in the target's column"
            raise TypeError(msg)
        X = examples(data, self.recipe.n_x, np.float64)
        return X, labels(Y, 1, X.shape[1]), [f"X[:, {i}]" for i in range(X.shape[1])]

    def _indices_of(self, Y: Array) -> Array:
        """Return the class indices in Y."""
        return class_labels(Y, max(self.model.n_y, 2), Y.shape[1], np.float64).argmax(axis=0)

    def _truths(self, Y: Array) -> Array:
        """Return the labels in the form of the answers."""
        if not self.model.classifies:
            return finite("Y", Y, np.float64)[0]
        indices = self._indices_of(Y)
        return np.array(self.classes)[indices] if self.classes else indices

    def _given_to(self, indices: Array, A: Array) -> Array:
        """Return the probability that each example's true class was given."""
        return np.where(indices == 1, A[0], 1 - A[0]) if len(A) == 1 else A[indices, np.arange(len(indices))]

    @property
    def _measure(self) -> str:
        """What `_score` is."""
        return ACCURACY if self.model.classifies else RMSE

    def _score(self, truths: Array, answers: Array) -> float:
        """Return the accuracy, or for numbers the RMSE in the target's own units."""
        return float(np.mean(truths == answers)) if self.model.classifies else rmse(truths, answers)

    def _losses(self, X: Array, Y: Array) -> tuple[float, float]:
        """Return the mean −log of the probability of the truth, or squared error, and what guessing gets."""
        A, m = self._outputs(X), Y.shape[1]
        if not self.model.classifies:
            return rmse(self._truths(Y), self._answers(A)) ** 2, float(np.var(Y))
        indices = self._indices_of(Y)
        shares = np.bincount(indices) / m
        guess = -float(np.sum(shares * np.log(np.where(shares > 0, shares, 1))))
        return float(-np.log(np.maximum(self._given_to(indices, A), TINY)).mean()), guess

    def _question_scaling(self, X: Array, Y: Array) -> None:
        """Warn if the answers are worse than guessing on the table of training, and better with another scaling."""
        given = {name: getattr(self, name) for name in SCALINGS}
        others = dict.fromkeys(SCALINGS)
        for name, array in zip(SCALINGS, (X, Y), strict=True):
            if given[name] is None and not (name == "Y_scaling" and self.model.classifies):
                others[name] = Standardizer(array)
        better = 0.9 if self.model.classifies else 0.5  # than guessing, which a network that is not trained is not
        with np.errstate(all="ignore"):
            now, guess = self._losses(X, Y)
            for tried in ({"X_scaling"}, {"Y_scaling"}, set(SCALINGS)):
                other = copy.copy(self)
                vars(other).update({name: others[name] for name in tried})
                loss, _ = other._losses(X, Y)  # noqa: SLF001  of its own copy
                if loss < better * guess < guess < now:
                    slips = [
                        f"{name} {'is missing' if given[name] is None else 'was not used'}" for name in sorted(tried)
                    ]
                    told = "the answers are worse than guessing on the table that was trained on"
                    warnings.warn(f"{told}: probably {' and '.join(slips)}", stacklevel=outside())
                    return
