"""Pixels of a picture, and the tokens that stand for them."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import ceil, floor
from joulepath.core.quantities import (
    Count,
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
