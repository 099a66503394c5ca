"""Files that others wrote: one error for all that can be wrong with them."""

__all__ = ["FileError"]


class FileError(ValueError):
    """A file is damaged, or is not what it was taken for; the message names the file and what is wrong with it.

    A file that is not there is a FileNotFoundError.

    Examples
    --------
    >>> raise FileError("train-labels-idx1-ubyte: it ends after 7 bytes")
    Traceback (most recent call last):
    nnlib.files.FileError: train-labels-idx1-ubyte: it ends after 7 bytes
    """
