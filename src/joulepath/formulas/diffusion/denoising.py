"""What a diffusion model computes for a picture: an image, or all frames of a video."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, floor, total
from joulepath.core.quantities import (
    Bit,
    BitPerValue,
    Count,
    Flop,
    FlopPerPixel,
    FlopPerToken,
    FlopPerTokenPair,
    Pixel,
    PixelPerToken,
    Token,
    Value,
    ValuePerToken,
)


@formula(symbol=r"F_z", source="definition", stepwise=("frames", "compression"))
def latent_frames(*, frames: Count, compression: Count) -> Count:
    """Frames of the compressed video that the transformer works on.

    The first frame stands for itself; each further one for as many as are compressed into it.

    Parameters
    ----------
    frames : Count
        Frames of the video; 1 for an image; any shape.
    compression : Count
        Frames that become one; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return floor((frames - 1) / compression) + 1


@formula(symbol=r"F_T", source="definition", stepwise=("latents", "patch"))
def token_frames(*, latents: Count, patch: Count) -> Count:
    """Frames of tokens, where a token spans several compressed frames.

    A last token that is not full is filled up.

    Parameters
    ----------
    latents : Count
        Compressed frames; any shape.
    patch : Count
        Compressed frames of a token; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.
    """
    return ceil(latents / patch)


@formula(symbol=r"N_X", source="definition")
def picture_pixels(*, height: Count, width: Pixel, frames: Count) -> Pixel:
    """Pixels of a picture, of all its frames.

    Parameters
    ----------
    height : Count
        Rows; any shape.
    width : Pixel
        Pixels of a row; broadcasts.
    frames : Count
        Frames; 1 for an image; broadcasts.

    Returns
    -------
    Pixel
        Of the broadcast shape.
    """
    return height * width * frames


@formula(symbol=r"N_I", source="peebles-2023-dit")
def image_tokens(*, pixels: Pixel, patch_area: PixelPerToken) -> Token:
    """Tokens of a picture.

    Parameters
    ----------
    pixels : Pixel
        Pixels of as many frames as there are frames of tokens; any shape.
    patch_area : PixelPerToken
        Pixels of a frame that a token stands for; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return pixels / patch_area


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


@formula(symbol=r"n_b", source="definition")
def block_values(
    *, image: Token, text: Token, width: ValuePerToken, blocks: Count, passes: Count
) -> Value:
    """Values that enter the blocks of the transformer in all passes.

    Parameters
    ----------
    image : Token
        Tokens of the picture; any shape.
    text : Token
        Tokens of the text; broadcasts.
    width : ValuePerToken
        Values of a token; broadcasts.
    blocks : Count
        Blocks; broadcasts.
    passes : Count
        Passes; broadcasts.

    Returns
    -------
    Value
        Of the broadcast shape.
    """
    return (image + text) * width * blocks * passes


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
