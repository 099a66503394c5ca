"""A network as a scikit-learn estimator: rows are examples, and parameters are named as in its MLPClassifier."""

try:
    import sklearn  # noqa: F401
except ImportError:
    msg = "nnlib.interop.sklearn needs scikit-learn: pip install scikit-learn"
    raise ImportError(msg) from None
