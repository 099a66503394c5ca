"""A network as a PyTorch Sequential, with the same outputs and the same gradients."""

try:
    import torch  # noqa: F401
except ImportError:
    msg = "nnlib.interop.torch needs PyTorch: pip install torch"
    raise ImportError(msg) from None
