"""Steps of data preparation, each with the sizes that its work depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from joulepath.core.quantities import BitPerValue, Count, CyclePerSecond, Flop
from joulepath.records.compute import Placement

Scope = Literal["all", "channel", "value"]
Statistics = Literal["learnt", "given"]


@dataclass(frozen=True)
class Shape:
    """Shape of a sample between two steps; a series has one column."""

    rows: Count
    """Rows of an image, frames of a spectrogram or values of a series."""
    columns: Count
    """Columns of an image or frequencies of a spectrogram."""
    channels: Count
    """Channels: colours, axes of a sensor, parts of complex numbers."""


@dataclass(frozen=True)
class Standardise:
    """Subtract the mean and divide by the standard deviation."""

    name: ClassVar = "standardise"

    scope: Scope
    """What shares one mean: all values, those of a channel, or a value of all samples."""
    statistics: Statistics
    """``learnt`` from the data set, or ``given`` beforehand."""


@dataclass(frozen=True)
class MinMax:
    """Scale to the range from the least to the greatest value."""

    name: ClassVar = "min-max"

    scope: Scope
    """What shares one range: all values, those of a channel, or a value of all samples."""
    statistics: Statistics
    """``learnt`` from the data set, or ``given`` beforehand."""


@dataclass(frozen=True)
class PrincipalComponents:
    """Keep the directions in which samples differ most."""

    name: ClassVar = "pca"

    components: Count
    """Directions that are kept."""
    algorithm: Literal["covariance", "svd"]
    """How they are learnt: from the covariance matrix, or from the data themselves."""


@dataclass(frozen=True)
class FiniteFilter:
    """Filter with a finite impulse response; the border is padded."""

    name: ClassVar = "fir"

    taps: Count
    """Weights of the filter."""


@dataclass(frozen=True)
class RecursiveFilter:
    """Filter with an infinite impulse response, in sections of second order."""

    name: ClassVar = "iir"

    sections: Count
    """Sections, half the order of the filter."""


@dataclass(frozen=True)
class MedianFilter:
    """Replace each value by the median of a window around it; the border is padded."""

    name: ClassVar = "median"

    window: Count
    """Values under the window."""


@dataclass(frozen=True)
class Decimate:
    """Filter along the rows and keep one value in several."""

    name: ClassVar = "decimate"

    factor: Count
    """One in how many is kept."""
    taps: Count
    """Weights of the filter that goes before."""


@dataclass(frozen=True)
class Frames:
    """Cut a series into frames that may overlap."""

    name: ClassVar = "frames"

    window: Count
    """Values of one frame."""
    hop: Count
    """Values from the start of one frame to that of the next."""


@dataclass(frozen=True)
class Spectrogram:
    """Fourier transform of each frame of a series."""

    name: ClassVar = "spectrogram"

    window: Count
    """Values of one frame."""
    hop: Count
    """Values from the start of one frame to that of the next."""
    length: Count
    """Length of the transform, a power of two; frames are filled up with zeros."""
    taper: Literal["hann", "none"]
    """Whether frames are faded in and out."""
    algorithm: Literal["radix-2", "split-radix"]
    """Algorithm of the transform."""
    output: Literal["magnitude", "power", "complex"]
    """What is kept of each complex number."""


@dataclass(frozen=True)
class MelBands:
    """Sum a spectrum up in bands that are evenly spaced to the ear."""

    name: ClassVar = "mel"

    bands: Count
    """Number of bands."""
    lowest: CyclePerSecond
    """Lower edge of the first band."""
    highest: CyclePerSecond
    """Upper edge of the last band."""
    rate: CyclePerSecond
    """Sampling rate of the sound."""
    corner: CyclePerSecond
    """Frequency about which the mel scale turns logarithmic."""


@dataclass(frozen=True)
class Logarithm:
    """Logarithm of each value, a small offset added to it first."""

    name: ClassVar = "logarithm"


@dataclass(frozen=True)
class CosineTransform:
    """Cosine transform (DCT-II) of each row."""

    name: ClassVar = "dct"

    coefficients: Count
    """Coefficients that are kept."""
    algorithm: Literal["direct", "fast"]
    """``direct`` (a product for each pair) or ``fast`` (by recursive halving)."""


@dataclass(frozen=True)
class Wavelet:
    """Discrete wavelet transform along the rows; the ends of the series meet."""

    name: ClassVar = "wavelet"

    taps: Count
    """Weights of each of the two filters."""
    coarsest: Count
    """Length of the smoothed series of the last level."""


@dataclass(frozen=True)
class GramianField:
    """Gramian angular field: a series as the image of its sums or differences of angles."""

    name: ClassVar = "gaf"


@dataclass(frozen=True)
class TransitionField:
    """Markov transition field: a series as the image of its transitions between quantiles."""

    name: ClassVar = "mtf"

    bins: Count
    """Number of quantiles."""


@dataclass(frozen=True)
class RecurrencePlot:
    """A series as the image of the pairs of times at which it is nearly the same."""

    name: ClassVar = "recurrence-plot"

    dimension: Count
    """Values that are taken together as a point."""
    delay: Count
    """Values from one of them to the next."""


@dataclass(frozen=True)
class Crop:
    """Cut a part out of an image or a series."""

    name: ClassVar = "crop"

    rows: Count
    """Rows that are kept."""
    columns: Count
    """Columns that are kept."""


@dataclass(frozen=True)
class Resize:
    """Give an image another size."""

    name: ClassVar = "resize"

    rows: Count
    """Rows afterwards."""
    columns: Count
    """Columns afterwards."""
    method: Literal["nearest", "bilinear", "bicubic", "area"]
    """How values in between are found."""


@dataclass(frozen=True)
class Colour:
    """Turn red, green and blue into other colours."""

    name: ClassVar = "colour"

    to: Literal["grey", "ycbcr"]
    """``grey``, or brightness and two colour differences."""


@dataclass(frozen=True)
class Tokenise:
    """Turn the characters of a text into tokens."""

    name: ClassVar = "tokenise"

    words: Count
    """Words of the text."""
    tokens: Count
    """Tokens of the text."""
    algorithm: Literal["bpe", "wordpiece"]
    """``bpe`` (merge the best pair) or ``wordpiece`` (longest match first)."""


Step = (
    Standardise
    | MinMax
    | PrincipalComponents
    | FiniteFilter
    | RecursiveFilter
    | MedianFilter
    | Decimate
    | Frames
    | Spectrogram
    | MelBands
    | Logarithm
    | CosineTransform
    | Wavelet
    | GramianField
    | TransitionField
    | RecurrencePlot
    | Crop
    | Resize
    | Colour
    | Tokenise
)
"""What may be done to a sample."""


@dataclass(frozen=True)
class ChainPlan:
    """How data are prepared step by step, each step feeding the next."""

    shape: Shape
    """Shape of a raw sample."""
    steps: tuple[Step, ...]
    """The steps, in order."""
    bits_per_value: BitPerValue
    """Precision in which each step hands its values on."""
    once: Flop
    """FLOPs counted for an operation that is done once for a whole set."""
    development: Placement
    """What prepares the development data."""
    inference: Placement
    """What prepares the inference data."""
