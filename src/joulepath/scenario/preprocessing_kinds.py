"""The steps that a chain may have, told by their type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, cast

from pydantic import Discriminator, Tag

from joulepath.scenario.preprocessing_steps import (
    ColourStep,
    CosineTransformStep,
    CropStep,
    DecimateStep,
    FiniteFilterStep,
    FramesStep,
    GramianFieldStep,
    LogarithmStep,
    MedianFilterStep,
    MelStep,
    MfccStep,
    MinMaxStep,
    PrincipalComponentsStep,
    RecurrencePlotStep,
    RecursiveFilterStep,
    ResizeStep,
    SpectrogramStep,
    StandardiseStep,
    TokeniseStep,
    TransitionFieldStep,
    WaveletStep,
)
from joulepath.scenario.section import Section, tag

__all__ = ["ALSO_CALLED", "STEPS", "StepField", "StepSection"]

StepSection = (
    StandardiseStep
    | MinMaxStep
    | PrincipalComponentsStep
    | FiniteFilterStep
    | RecursiveFilterStep
    | MedianFilterStep
    | DecimateStep
    | FramesStep
    | SpectrogramStep
    | MelStep
    | LogarithmStep
    | CosineTransformStep
    | MfccStep
    | WaveletStep
    | GramianFieldStep
    | TransitionFieldStep
    | RecurrencePlotStep
    | CropStep
    | ResizeStep
    | ColourStep
    | TokeniseStep
)
"""A table that says what is done."""

STEPS: Final[dict[str, type[Section]]] = {
    "standardise": StandardiseStep,
    "min-max": MinMaxStep,
    "pca": PrincipalComponentsStep,
    "fir": FiniteFilterStep,
    "iir": RecursiveFilterStep,
    "median": MedianFilterStep,
    "decimate": DecimateStep,
    "frames": FramesStep,
    "spectrogram": SpectrogramStep,
    "mel": MelStep,
    "logarithm": LogarithmStep,
    "dct": CosineTransformStep,
    "mfcc": MfccStep,
    "wavelet": WaveletStep,
    "gadf": GramianFieldStep,
    "gasf": GramianFieldStep,
    "mtf": TransitionFieldStep,
    "recurrence-plot": RecurrencePlotStep,
    "crop": CropStep,
    "resize": ResizeStep,
    "colour": ColourStep,
    "tokenise": TokeniseStep,
}
"""Kinds of steps, by the name that a scenario gives them."""

ALSO_CALLED: Final = {
    "normalise": "standardise",
    "normalize": "standardise",
    "z-score": "standardise",
    "fft": "spectrogram",
    "stft": "spectrogram",
    "log": "logarithm",
    "dwt": "wavelet",
    "biquad": "iir",
    "downsample": "decimate",
    "window": "frames",
    "windowing": "frames",
    "bilinear": "resize",
    "bicubic": "resize",
    "grey": "colour",
    "grayscale": "colour",
    "color": "colour",
    "bpe": "tokenise",
    "wordpiece": "tokenise",
    "tokenize": "tokenise",
}
"""Other names of steps."""


def _kind(value: Any) -> str:
    """Tell which kind of step a table or section is."""
    if isinstance(value, Mapping):
        named = cast("Mapping[str, Any]", value).get("type")
    else:
        named = getattr(value, "type", None)
    return tag(STEPS[named]) if isinstance(named, str) and named in STEPS else "other"


StepField = Annotated[
    Annotated[StandardiseStep, Tag(tag(StandardiseStep))]
    | Annotated[MinMaxStep, Tag(tag(MinMaxStep))]
    | Annotated[PrincipalComponentsStep, Tag(tag(PrincipalComponentsStep))]
    | Annotated[FiniteFilterStep, Tag(tag(FiniteFilterStep))]
    | Annotated[RecursiveFilterStep, Tag(tag(RecursiveFilterStep))]
    | Annotated[MedianFilterStep, Tag(tag(MedianFilterStep))]
    | Annotated[DecimateStep, Tag(tag(DecimateStep))]
    | Annotated[FramesStep, Tag(tag(FramesStep))]
    | Annotated[SpectrogramStep, Tag(tag(SpectrogramStep))]
    | Annotated[MelStep, Tag(tag(MelStep))]
    | Annotated[LogarithmStep, Tag(tag(LogarithmStep))]
    | Annotated[CosineTransformStep, Tag(tag(CosineTransformStep))]
    | Annotated[MfccStep, Tag(tag(MfccStep))]
    | Annotated[WaveletStep, Tag(tag(WaveletStep))]
    | Annotated[GramianFieldStep, Tag(tag(GramianFieldStep))]
    | Annotated[TransitionFieldStep, Tag(tag(TransitionFieldStep))]
    | Annotated[RecurrencePlotStep, Tag(tag(RecurrencePlotStep))]
    | Annotated[CropStep, Tag(tag(CropStep))]
    | Annotated[ResizeStep, Tag(tag(ResizeStep))]
    | Annotated[ColourStep, Tag(tag(ColourStep))]
    | Annotated[TokeniseStep, Tag(tag(TokeniseStep))],
    Discriminator(_kind),
]
"""A step of a chain, told by its type."""
