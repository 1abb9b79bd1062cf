"""What a diffusion model computes for a picture: an image, or all frames of a video."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, total
from joulepath.core.quantities import (
    Bit,
    BitPerValue,
    Count,
    Flop,
    FlopPerPixel,
    FlopPerToken,
    FlopPerTokenPair,
    Pixel,
    Token,
    Value,
)


@formula(symbol=r"M_P", source="definition")
def product_work(
    *,
    fixed: Flop,
    image: Token,
    per_image_token: FlopPerToken,
    text: Token,
    per_text_token: FlopPerToken,
) -> Flop:
    """Matrix products of one pass through the transformer, attention left out.

    Parameters
    ----------
    fixed : Flop
        Work whatever the number of tokens; any shape.
    image : Token
        Tokens of the picture; broadcasts.
    per_image_token : FlopPerToken
        Work for each of them; broadcasts.
    text : Token
        Tokens of the text; broadcasts.
    per_text_token : FlopPerToken
        Work for each of them; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return fixed + per_image_token * image + per_text_token * text


@formula(symbol=r"M_A", source="vaswani-2017-attention")
def attention_work(
    *,
    image: Token,
    text: Token,
    image_pair: FlopPerTokenPair,
    mixed_pair: FlopPerTokenPair,
    text_pair: FlopPerTokenPair,
) -> Flop:
    """Attention of one pass through the transformer.

    Parameters
    ----------
    image : Token
        Tokens of the picture; any shape.
    text : Token
        Tokens of the text; broadcasts.
    image_pair : FlopPerTokenPair
        Work for each pair of tokens of the picture; broadcasts.
    mixed_pair : FlopPerTokenPair
        Work for each pair of a token of the picture and one of the text; broadcasts.
    text_pair : FlopPerTokenPair
        Work for each pair of tokens of the text; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return image_pair * image * image + mixed_pair * image * text + text_pair * text * text


@formula(symbol=r"M_{A,q}", source="dao-2023-flashattention", stepwise=("head", "multiple"))
def padded_work(*, work: Flop, head: Count, multiple: Count) -> Flop:
    """Attention as kernels compute it, whose heads have sizes in steps.

    Heads of a size between two steps are filled up with zeros.

    Parameters
    ----------
    work : Flop
        Attention; any shape.
    head : Count
        Width of a head; broadcasts.
    multiple : Count
        Step between the sizes; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return work * ceil(head / multiple) * multiple / head


@formula(symbol=r"n_D", source="ho-2022-guidance")
def denoiser_passes(*, steps: Count, guidance: Count, pictures: Count) -> Count:
    """Passes through the transformer.

    Guidance without a classifier takes two passes a step, with and without the text.

    Parameters
    ----------
    steps : Count
        Steps from noise to picture; any shape.
    guidance : Count
        Passes of a step; broadcasts.
    pictures : Count
        Pictures made together; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return steps * guidance * pictures


@formula(symbol=r"M_D", source="definition")
def repeated_work(*, each: Flop, passes: Count) -> Flop:
    """Arithmetic of all passes.

    Parameters
    ----------
    each : Flop
        Arithmetic of one; any shape.
    passes : Count
        Number of passes; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return each * passes


@formula(symbol=r"M_V", source="definition")
def decoding_work(*, pictures: Count, pixels: Pixel, per_pixel: FlopPerPixel) -> Flop:
    """Arithmetic to decode pictures from what the transformer leaves.

    Parameters
    ----------
    pictures : Count
        Pictures; any shape.
    pixels : Pixel
        Pixels of one; broadcasts.
    per_pixel : FlopPerPixel
        Work for a pixel; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return pictures * pixels * per_pixel


@formula(symbol=r"M_E", source="definition")
def encoding_work(*, prompts: Count, guidance: Count, text: Token, per_token: FlopPerToken) -> Flop:
    """Arithmetic to encode prompts, the empty ones of the guidance too.

    Parameters
    ----------
    prompts : Count
        Prompts; any shape.
    guidance : Count
        Passes of a step, each with a text of its own; broadcasts.
    text : Token
        Tokens of a text; broadcasts.
    per_token : FlopPerToken
        Work for a token; broadcasts.

    Returns
    -------
    Flop
        Of the broadcast shape.
    """
    return prompts * guidance * text * per_token


@formula(symbol=r"n_W", source="definition")
def all_weights(*, parts: tuple[Value, ...]) -> Value:
    """Weights of all networks that make a picture.

    Parameters
    ----------
    parts : tuple of Value
        Weights of each of them; shapes broadcast.

    Returns
    -------
    Value
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"b_M", source="definition")
def memory_needed(
    *, weights: Value, activations: Value, processors: Count, bits_per_value: BitPerValue
) -> Bit:
    """Memory that each processor needs: all weights, and its part of the widest activations.

    Parameters
    ----------
    weights : Value
        Weights of the transformer, the encoders and the decoder; any shape.
    activations : Value
        Values of the widest layer for all pictures; broadcasts.
    processors : Count
        Processors that share the tokens; broadcasts.
    bits_per_value : BitPerValue
        Size of a value; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return (weights + activations / processors) * bits_per_value
