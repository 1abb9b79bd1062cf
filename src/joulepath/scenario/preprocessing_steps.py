"""The tables that say what is done to a sample, one after another."""

from __future__ import annotations

from typing import Annotated, Literal

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity
from joulepath.scenario.section import Section

__all__ = [
    "ColourStep",
    "CosineTransformStep",
    "CropStep",
    "DecimateStep",
    "FiniteFilterStep",
    "FramesStep",
    "GramianFieldStep",
    "LogarithmStep",
    "MedianFilterStep",
    "MelStep",
    "MfccStep",
    "MinMaxStep",
    "PrincipalComponentsStep",
    "RecurrencePlotStep",
    "RecursiveFilterStep",
    "ResizeStep",
    "SpectrogramStep",
    "StandardiseStep",
    "TokeniseStep",
    "TransitionFieldStep",
    "WaveletStep",
]

Number = Annotated[Num, Quantity("1", minimum=1, maximum=1e9, whole=True)]
Levels = Annotated[Num, Quantity("1", minimum=1, maximum=30, whole=True)]
Frequency = Annotated[Num, Quantity("cycle/s", minimum=0)]
Scope = Literal["all", "channel", "value"]
Statistics = Literal["learnt", "given"]


class StandardiseStep(Section):
    """Subtract the mean, divide by the standard deviation."""

    type: Literal["standardise"]
    """The kind of step: "standardise"."""
    scope: Scope = "all"
    """What shares one mean: all values, a channel, or one value of all samples."""
    statistics: Statistics = "learnt"
    """Learnt from the data set, or given beforehand."""


class MinMaxStep(Section):
    """Scale to the range from the least to the greatest value."""

    type: Literal["min-max"]
    """The kind of step: "min-max"."""
    scope: Scope = "all"
    """What shares one range: all values, a channel, or one value of all samples."""
    statistics: Statistics = "learnt"
    """Learnt from the data set, or given beforehand."""


class PrincipalComponentsStep(Section):
    """Keep the principal components."""

    type: Literal["pca"]
    """The kind of step: "pca"."""
    components: Number
    """Components that are kept."""
    algorithm: Literal["covariance", "svd"] = "covariance"
    """How they are learnt: from the covariance matrix, or from the data themselves."""


class FiniteFilterStep(Section):
    """Filter with a finite impulse response (FIR)."""

    type: Literal["fir"]
    """The kind of step: "fir"."""
    taps: Number
    """Weights of the filter, e.g. 9 for a 3 x 3 kernel."""


class RecursiveFilterStep(Section):
    """Filter with an infinite impulse response (IIR), in sections of second order."""

    type: Literal["iir"]
    """The kind of step: "iir"."""
    sections: Number
    """Sections, half the order of the filter."""


class MedianFilterStep(Section):
    """Median filter."""

    type: Literal["median"]
    """The kind of step: "median"."""
    window: Number
    """Values under the window, an odd number: 5 for a series, 9 for 3 x 3 of an image."""


class DecimateStep(Section):
    """Filter and keep one value in several, along the rows."""

    type: Literal["decimate"]
    """The kind of step: "decimate"."""
    factor: Number
    """One in how many is kept."""
    taps: Number
    """Weights of the filter against aliasing."""


class FramesStep(Section):
    """Cut a series into frames."""

    type: Literal["frames"]
    """The kind of step: "frames"."""
    window: Number
    """Values of one frame."""
    hop: Number
    """Values from the start of one frame to that of the next."""


class SpectrogramStep(Section):
    """Fourier transform of a series, frame by frame or as a whole (STFT, FFT)."""

    type: Literal["spectrogram"]
    """The kind of step: "spectrogram"."""
    window: Number | None = None
    """Values of one frame; by default the whole series."""
    hop: Number | None = None
    """Values from the start of one frame to that of the next; by default the window."""
    fft: Number | None = None
    """Length of the transform, a power of two; by default the least that holds a window."""
    taper: Literal["hann", "none"] = "hann"
    """Whether frames are faded in and out."""
    algorithm: Literal["radix-2", "split-radix"] = "radix-2"
    """Algorithm of the transform."""
    output: Literal["magnitude", "power", "complex"] = "magnitude"
    """What is kept of each complex number."""


class MelStep(Section):
    """Sum a spectrum up in bands that are evenly spaced to the ear."""

    type: Literal["mel"]
    """The kind of step: "mel"."""
    bands: Number
    """Number of bands."""
    lowest: Frequency
    """Lower edge of the first band, e.g. "20 Hz"."""
    highest: Frequency
    """Upper edge of the last band, e.g. "4 kHz"."""
    sampling_rate: Annotated[Num, Quantity("cycle/s", above=0)]
    """Sampling rate of the sound, e.g. "16 kHz"."""


class LogarithmStep(Section):
    """Logarithm of each value, a small offset added to it first."""

    type: Literal["logarithm"]
    """The kind of step: "logarithm"."""


class CosineTransformStep(Section):
    """Cosine transform (DCT-II) of each row."""

    type: Literal["dct"]
    """The kind of step: "dct"."""
    coefficients: Number
    """Coefficients that are kept."""
    algorithm: Literal["direct", "fast"] = "direct"
    """Direct: a product for each pair; fast: by halving, for a power of two."""


class MfccStep(Section):
    """Mel-frequency cepstral coefficients: spectrogram, mel bands, logarithm, cosine transform."""

    type: Literal["mfcc"]
    """The kind of step: "mfcc"."""
    window: Number
    """Values of one frame, e.g. 480 for 30 ms at 16 kHz."""
    hop: Number
    """Values from the start of one frame to that of the next."""
    fft: Number | None = None
    """Length of the transform, a power of two; by default the least that holds a window."""
    taper: Literal["hann", "none"] = "hann"
    """Whether frames are faded in and out."""
    bands: Number
    """Number of mel bands."""
    lowest: Frequency
    """Lower edge of the first band, e.g. "20 Hz"."""
    highest: Frequency
    """Upper edge of the last band, e.g. "4 kHz"."""
    sampling_rate: Annotated[Num, Quantity("cycle/s", above=0)]
    """Sampling rate of the sound, e.g. "16 kHz"."""
    coefficients: Number
    """Coefficients that are kept of each frame."""


class WaveletStep(Section):
    """Discrete wavelet transform (DWT) along the rows."""

    type: Literal["wavelet"]
    """The kind of step: "wavelet"."""
    taps: Number
    """Weights of each filter: 2 for Haar, 8 for Daubechies 4."""
    levels: Levels
    """Times the smoothed series is transformed again; halves it each time."""


class GramianFieldStep(Section):
    """Gramian angular field of a series, of differences or of sums."""

    type: Literal["gadf", "gasf"]
    """The kind of step: "gadf" or "gasf"."""


class TransitionFieldStep(Section):
    """Markov transition field of a series."""

    type: Literal["mtf"]
    """The kind of step: "mtf"."""
    bins: Number
    """Quantiles that the values are divided among."""


class RecurrencePlotStep(Section):
    """Recurrence plot of a series."""

    type: Literal["recurrence-plot"]
    """The kind of step: "recurrence-plot"."""
    dimension: Number = 1.0
    """Values that are taken together as a point."""
    delay: Number = 1.0
    """Values from one of them to the next."""


class CropStep(Section):
    """Cut a part out."""

    type: Literal["crop"]
    """The kind of step: "crop"."""
    rows: Number
    """Rows that are kept."""
    columns: Number = 1.0
    """Columns that are kept; 1 for a series."""


class ResizeStep(Section):
    """Give an image another size."""

    type: Literal["resize"]
    """The kind of step: "resize"."""
    rows: Number
    """Rows afterwards."""
    columns: Number
    """Columns afterwards."""
    method: Literal["nearest", "bilinear", "bicubic", "area"] = "bilinear"
    """How values in between are found; area averages whole blocks."""


class ColourStep(Section):
    """Turn red, green and blue into other colours."""

    type: Literal["colour"]
    """The kind of step: "colour"."""
    to: Literal["grey", "ycbcr"]
    """Grey, or brightness and two colour differences."""


class TokeniseStep(Section):
    """Turn the characters of a text into tokens."""

    type: Literal["tokenise"]
    """The kind of step: "tokenise"."""
    words: Number
    """Words of the text."""
    tokens: Number
    """Tokens of the text."""
    algorithm: Literal["bpe", "wordpiece"]
    """Merge the best pair (bpe), or cut the longest match off (wordpiece)."""
