"""Operations and parameters of model families in closed form, one file a family."""

from joulepath.formulas.architectures import cnn, forward, kan, mlp, reference, transformer

__all__ = ["cnn", "forward", "kan", "mlp", "reference", "transformer"]
