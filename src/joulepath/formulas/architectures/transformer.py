"""Decoder transformers: projections, attention, feed-forward blocks, embedding and head."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count, Ratio


@formula(symbol=r"n_\mathrm{mac}", source="vaswani-2017-attention")
def projection_macs(*, tokens: Count, inputs: Count, outputs: Count) -> Count:
    """Multiply-accumulates of a linear map applied to every token.

    Parameters
    ----------
    tokens : Count
        Tokens of one sample; any shape.
    inputs, outputs : Count
        Widths; broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return tokens * inputs * outputs


@formula(symbol=r"d_{kv}", source="ainslie-2023-gqa")
def key_value_width(*, width: Count, heads: Count, key_value_heads: Count) -> Count:
    """Width of the keys, and of the values, when heads share them.

    Parameters
    ----------
    width : Count
        Width of the model; any shape.
    heads : Count
        Attention heads, a divisor of the width; broadcasts.
    key_value_heads : Count
        Heads with keys and values of their own; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats with no head (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> key_value_width(width=4096.0, heads=32.0, key_value_heads=8.0)
    1024.0
    """
    return width / heads * key_value_heads


@formula(symbol=r"v", source="vaswani-2017-attention")
def causal_share(*, tokens: Count) -> Ratio:
    """Share of token pairs that a causal mask leaves visible.

    Parameters
    ----------
    tokens : Count
        Tokens of one sample, above zero; any shape.

    Returns
    -------
    Ratio
        Of the shape of the input.

    Raises
    ------
    ZeroDivisionError
        For a float of zero (arrays give ``inf``); scenarios refuse it beforehand.

    Examples
    --------
    >>> causal_share(tokens=4.0)
    0.625
    """
    return (tokens + 1) / (2 * tokens)


@formula(symbol=r"n_\mathrm{mac}", source="vaswani-2017-attention")
def attention_macs(*, tokens: Count, width: Count, visible: Ratio) -> Count:
    """Multiply-accumulates of scores, or of their weighted sum, between all tokens.

    Parameters
    ----------
    tokens : Count
        Tokens of one sample; any shape.
    width : Count
        Width of all heads together; broadcasts.
    visible : Ratio
        Share of token pairs computed, 1 without a mask; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return tokens * tokens * width * visible


@formula(symbol=r"n_\theta", source="definition")
def matrix_parameters(*, inputs: Count, outputs: Count) -> Count:
    """Weights of a linear map without a bias, or of an embedding.

    Parameters
    ----------
    inputs, outputs : Count
        Widths; any shapes that broadcast.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return inputs * outputs


@formula(symbol=r"n_\theta", source="touvron-2023-llama")
def norm_parameters(*, width: Count, blocks: Count) -> Count:
    """Scales of the normalisations: two in each block and a last one.

    Parameters
    ----------
    width : Count
        Width of the model; any shape.
    blocks : Count
        Number of blocks; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return width * (2 * blocks + 1)
