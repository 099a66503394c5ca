"""A page to play on: a network learns in the browser, and every number on the page is an array of this library."""

from nnlib.playground.recording import Recording

__all__ = ["Recording"]
