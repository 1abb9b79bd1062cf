"""Operations and parameters of model families in closed form, one file a family."""

from joulepath.formulas.architectures import (
    cnn,
    experts,
    forward,
    graph,
    kan,
    kernel,
    mlp,
    recurrent,
    reference,
    transformer,
    tree,
)

__all__ = [
    "cnn",
    "experts",
    "forward",
    "graph",
    "kan",
    "kernel",
    "mlp",
    "recurrent",
    "reference",
    "transformer",
    "tree",
]
