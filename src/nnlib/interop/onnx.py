"""A network or predictor as an ONNX graph, which other programs compute without nnlib."""

try:
    import onnx  # noqa: F401
except ImportError:
    msg = "nnlib.interop.onnx needs onnx: pip install onnx"
    raise ImportError(msg) from None
