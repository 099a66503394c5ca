"""Networks of layers of all kinds by PyTorch: its own convolution, pooling, recurrence and automatic differentiation.

Who imports this is skipped where PyTorch is not installed.
"""

import numpy as np
import pytest

from nnlib.layers import Convolution, MaxPool, Recurrent

torch = pytest.importorskip("torch", reason="PyTorch, an oracle for the layers, is not installed")
torch.set_num_threads(1)  # what is computed here is small
functional = torch.nn.functional

HIDDEN = {"tanh": torch.tanh, "relu": torch.relu}
LOSSES = {
    "softmax": lambda Z, Y: functional.cross_entropy(Z, Y[0].long(), reduction="none"),
    "sigmoid": lambda Z, Y: functional.binary_cross_entropy_with_logits(Z, Y.T, reduction="none").sum(1),
    "identity": lambda Z, Y: functional.mse_loss(Z, Y.T, reduction="none").sum(1) / 2,
}


class Pass:
    """One forward pass through a network's list of entries, examples first as PyTorch has them, and the way back."""

    def __init__(self, entries, W, b, hidden="tanh", masks=None):
        (shape, *self.entries), self.hidden, self.D = entries, hidden, masks or {}
        self.W, self.b = ({l: torch.tensor(array, requires_grad=True) for l, array in p.items()} for p in (W, b))
        self.shape = shape if isinstance(shape, tuple) else (shape,)
        self.Z, self.A, self.l = {}, {}, 0

    def __call__(self, X):
        """Return Z[L], of shape (m, n_y)."""
        A, last = torch.tensor(X.T).reshape(-1, *self.shape), len(self.entries) - 1
        for place, entry in enumerate(self.entries):
            if isinstance(entry, MaxPool):
                A = functional.max_pool2d(A, entry.size, entry.stride)
            elif isinstance(entry, Recurrent):
                A = self.recurrent(A)
            else:
                self.l += 1
                A = self.activated(self.product(entry, A), self.hidden if place < last else None)
        return self.Z[self.l].flatten(1)

    def product(self, entry, A):
        """Return Z[l] of a convolution or a dense layer."""
        W, b = self.W[self.l], self.b[self.l]
        if not isinstance(entry, Convolution):
            return functional.linear(A.flatten(1), W, b[:, 0])
        size = entry.kernel_size if isinstance(entry.kernel_size, tuple) else (entry.kernel_size,) * 2
        return functional.conv2d(A, W.reshape(len(W), -1, *size), b[:, 0], entry.stride, entry.padding)

    def activated(self, Z, hidden):
        """Return A[l], thinned where there is a mask, and keep Z[l] with its derivative."""
        Z.retain_grad()
        self.Z[self.l] = Z
        A = HIDDEN[hidden](Z) if hidden else Z
        return A * torch.tensor(self.D[self.l].T).reshape(A.shape) if self.l in self.D else A

    def recurrent(self, A):
        """Return a<T> of `torch.nn.RNN`, asked time by time, since it is a whole that shows no Z<t>."""
        n = len(self.W[1])
        rnn = torch.nn.RNN(A.shape[2], n, nonlinearity=self.hidden, batch_first=True, dtype=torch.float64)
        for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
            getattr(rnn, name).data.zero_()
        rnn.weight_ih_l0.data += self.W[1][:, n:]
        rnn.weight_hh_l0.data += self.W[1][:, :n]
        rnn.bias_ih_l0.data += self.b[1][:, 0]
        self.rnn, state = rnn, torch.zeros(1, len(A), n, dtype=torch.float64)
        for x in A.split(1, dim=1):
            self.l += 1
            _, state = rnn(x, state)
            state.retain_grad()
            self.A[self.l] = state
            if self.l in self.D:
                state = state * torch.tensor(self.D[self.l].T)
        if not self.D:
            torch.testing.assert_close(rnn(A)[1], state, rtol=0, atol=1e-15)
        return state[0]

    def derivatives(self):
        """Return dW, db and dL/dZ of the cost's sum, by layer, in the shapes of the notes; after `backward`."""
        dW, db = ({l: array.grad for l, array in by.items()} for by in (self.W, self.b))
        dZ = {l: Z.grad.flatten(1).T.numpy() for l, Z in self.Z.items()}
        for t, state in self.A.items():
            a, da = state.detach()[0].T.numpy(), state.grad[0].T.numpy()
            dZ[t] = da * (1 - a**2 if self.hidden == "tanh" else a > 0)
            dW[t] = torch.hstack([self.rnn.weight_hh_l0.grad, self.rnn.weight_ih_l0.grad])
            db[t] = self.rnn.bias_ih_l0.grad[:, None]
        return {l: array.numpy() for l, array in dW.items()}, {l: array.numpy() for l, array in db.items()}, dZ


def by_torch(entries, model, X, Y, weight=None, masks=None, *, hidden="tanh", output="softmax"):
    """Return J, Z[L], dW and db of the distinct layers, and dZ of each example's weighted loss.

    A layer that is listed twice is not known here: each W[l] is a leaf, but for those of a recurrent cell.
    """
    W, b = ({l: parameters[l] for l in model.parameters.distinct} for parameters in (model.W, model.b))
    network = Pass(entries, W, b, hidden, masks)
    Z = network(X)
    w = torch.ones(X.shape[1]).double() if weight is None else torch.tensor(weight)
    mean = w @ LOSSES[output](Z, torch.tensor(Y, dtype=torch.float64)) / w.sum()
    mean.backward()
    dW, db, dZ = network.derivatives()
    J = mean.item() + model.l2 / 2 * sum(float(np.sum(W[l] ** 2)) for l in W)
    dW = {l: dW[l] + model.l2 * W[l] for l in W}  # of l2/2 ||W[l]||^2, which has no need of an oracle
    return J, Z.detach().T.numpy(), dW, {l: db[l] for l in W}, {l: w.sum().item() * array for l, array in dZ.items()}
