"""PyTorch, eager and compiled, as its tutorials write a training loop."""

from collections.abc import Callable
from itertools import pairwise

import torch
from workloads import Workload

ACTIVATIONS = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}


def prepare(workload: Workload, *, compiled: bool = False) -> Callable[[int], list[float]]:
    """Return what trains for so many epochs and returns the cost of each update."""
    X, Y = map(torch.from_numpy, workload.examples())
    return training(workload, network(workload), X, Y, compiled=compiled)


def network(workload: Workload) -> torch.nn.Sequential:
    """Return the network at its first θ; its output is Z[L]."""
    layers: list[torch.nn.Module] = []
    for (n_previous, n), (W, b) in zip(pairwise(workload.sizes), workload.layers(), strict=True):
        linear = torch.nn.Linear(n_previous, n, dtype=getattr(torch, workload.dtype))
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W))
            linear.bias.copy_(torch.from_numpy(b[:, 0]))
        layers += [linear, ACTIVATIONS[workload.hidden]()]
    return torch.nn.Sequential(*layers[:-1])


def training(
    workload: Workload, model: torch.nn.Module, X: torch.Tensor, Y: torch.Tensor, *, compiled: bool = False
) -> Callable[[int], list[float]]:
    """Return what trains a model for so many epochs and returns the cost of each update."""
    loss_function = torch.nn.BCEWithLogitsLoss() if workload.output == "sigmoid" else torch.nn.CrossEntropyLoss()
    optimizer = optimizer_of(workload, model, fused=not compiled)

    def loss_of(X: torch.Tensor, Y: torch.Tensor) -> torch.Tensor:
        return loss_function(model(X), Y)

    step = optimizer.step
    if compiled:
        loss_of, step = torch.compile(loss_of), torch.compile(step)
    orders = workload.orders()

    def train(epochs: int) -> list[float]:
        costs = []
        for _ in range(epochs):
            order = None if workload.batch_size is None else torch.from_numpy(next(orders))
            for start in range(0, workload.m, workload.batch):
                X_batch, Y_batch = X, Y
                if order is not None:
                    chosen = order[start : start + workload.batch]
                    X_batch, Y_batch = X[chosen], Y[chosen]
                optimizer.zero_grad()
                loss = loss_of(X_batch, Y_batch)
                loss.backward()
                step()
                costs.append(loss.item())
        return costs

    return train


def optimizer_of(workload: Workload, model: torch.nn.Module, *, fused: bool) -> torch.optim.Optimizer:
    """Return PyTorch's own form of the update rule; its momentum with dampening is the course's.

    The fused form is the fastest, where there is one, though not the default. The compiler gets the plain one.
    """
    rule, parameters = workload.optimizer, model.parameters()
    match type(rule).__name__:
        case "GradientDescent":
            return torch.optim.SGD(parameters, rule.learning_rate, fused=fused)
        case "Momentum":
            optimizer = torch.optim.SGD(
                parameters, rule.learning_rate, momentum=rule.beta, dampening=rule.beta, fused=fused
            )
            for parameter in model.parameters():  # else its first average is the gradient itself
                optimizer.state[parameter]["momentum_buffer"] = torch.zeros_like(parameter)
            return optimizer
        case "RMSProp":
            return torch.optim.RMSprop(parameters, rule.learning_rate, alpha=rule.beta, eps=rule.epsilon)
    return torch.optim.Adam(parameters, rule.learning_rate, (rule.beta1, rule.beta2), rule.epsilon, fused=fused)
