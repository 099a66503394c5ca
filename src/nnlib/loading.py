"""Loading: a saved network or predictor is restored."""

from collections.abc import Mapping
from typing import Any

from nnlib._files import FileError, StrPath, damage_in
from nnlib._network_files import checked_custom, network_from
from nnlib._reading import read

__all__ = ["load"]


def load(path: StrPath, *, custom: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  whichever it is
    """Return the network or predictor that its ``save`` wrote: of the same class, with the same θ to the last bit.

    Parameters
    ----------
    path : str or path
        The file.
    custom : dict of str to object, optional
        Your own activations, and subclasses of Network, Loss and Layer, by name: a file holds no code.

    Returns
    -------
    Network or Predictor

    Raises
    ------
    FileError, OSError, TypeError
        If the file is damaged, holds something else, or needs a name that `custom` does not have; if it cannot be
        opened; if `custom` holds something that is neither an activation nor a class.

    Examples
    --------
    >>> import nnlib
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     nnlib.LogisticRegression(n_x=2).save(f"{folder}/net.npz")
    ...     load(f"{folder}/net.npz")
    LogisticRegression(2-1, sigmoid, binary_cross_entropy, 3 parameters, float64)
    """
    custom = checked_custom(custom)
    kind, content, arrays = read(path, "model", "predictor")
    with damage_in(path):
        if kind == "model":
            if list(arrays) != ["theta"]:
                msg = f"a model is one array, theta, but it holds {', '.join(arrays)}"
                raise FileError(msg)
            return network_from(content, arrays["theta"], custom)
        from nnlib.predictor import Predictor  # noqa: PLC0415  tables and pictures are loaded when they are needed

        return Predictor.restored(content, arrays, custom)
