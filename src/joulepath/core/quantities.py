"""The closed vocabulary of quantities: one coherent unit each, written in the type.

A quantity is an ordinary number; its unit lives in the annotation, where the contract tests,
the wiring check of traced numbers and the catalogue loader read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Num: TypeAlias = float | npt.NDArray[np.float64]
else:  # at run time anything with arithmetic is a number, and numpy stays unloaded
    Num: TypeAlias = Any

# Pure numbers
Count: TypeAlias = Annotated[Num, "1"]
Ratio: TypeAlias = Annotated[Num, "1"]

# Information
Bit: TypeAlias = Annotated[Num, "bit"]
Value: TypeAlias = Annotated[Num, "value"]
BitPerValue: TypeAlias = Annotated[Num, "bit/value"]
BitPerSecond: TypeAlias = Annotated[Num, "bit/s"]
BitPerInference: TypeAlias = Annotated[Num, "bit/inference"]

# Things counted
Sample: TypeAlias = Annotated[Num, "sample"]
Inference: TypeAlias = Annotated[Num, "inference"]
Epoch: TypeAlias = Annotated[Num, "epoch"]
PerEpoch: TypeAlias = Annotated[Num, "1/epoch"]
PerSample: TypeAlias = Annotated[Num, "1/sample"]
ValuePerSample: TypeAlias = Annotated[Num, "value/sample"]
SamplePerInference: TypeAlias = Annotated[Num, "sample/inference"]
Pixel: TypeAlias = Annotated[Num, "pixel"]
PixelPerToken: TypeAlias = Annotated[Num, "pixel/token"]
InferencePerSecond: TypeAlias = Annotated[Num, "inference/s"]
Token: TypeAlias = Annotated[Num, "token"]
TokenPerSecond: TypeAlias = Annotated[Num, "token/s"]
BitPerToken: TypeAlias = Annotated[Num, "bit/token"]
ValuePerToken: TypeAlias = Annotated[Num, "value/token"]

# Work
Flop: TypeAlias = Annotated[Num, "flop"]
FlopPerSecond: TypeAlias = Annotated[Num, "flop/s"]
FlopPerSample: TypeAlias = Annotated[Num, "flop/sample"]
FlopPerValue: TypeAlias = Annotated[Num, "flop/value"]
FlopPerToken: TypeAlias = Annotated[Num, "flop/token"]
FlopPerTokenPair: TypeAlias = Annotated[Num, "flop/token**2"]
Cycle: TypeAlias = Annotated[Num, "cycle"]
FlopPerPixel: TypeAlias = Annotated[Num, "flop/pixel"]
FlopPerCycle: TypeAlias = Annotated[Num, "flop/cycle"]
CyclePerBit: TypeAlias = Annotated[Num, "cycle/bit"]
CyclePerValue: TypeAlias = Annotated[Num, "cycle/value"]
CyclePerSecond: TypeAlias = Annotated[Num, "cycle/s"]
Operation: TypeAlias = Annotated[Num, "operation"]
OperationPerSecond: TypeAlias = Annotated[Num, "operation/s"]

# Time, power, energy
Second: TypeAlias = Annotated[Num, "s"]
SecondPerPixel: TypeAlias = Annotated[Num, "s/pixel"]
SecondPerToken: TypeAlias = Annotated[Num, "s/token"]
Watt: TypeAlias = Annotated[Num, "W"]
Joule: TypeAlias = Annotated[Num, "J"]
JoulePerBit: TypeAlias = Annotated[Num, "J/bit"]
JoulePerCycle: TypeAlias = Annotated[Num, "J/cycle"]
JoulePerInference: TypeAlias = Annotated[Num, "J/inference"]
JoulePerFlop: TypeAlias = Annotated[Num, "J/flop"]
JoulePerToken: TypeAlias = Annotated[Num, "J/token"]
JoulePerJoule: TypeAlias = Annotated[Num, "J/J"]

# Batteries and radios
Ampere: TypeAlias = Annotated[Num, "A"]
Coulomb: TypeAlias = Annotated[Num, "C"]
PerSecond: TypeAlias = Annotated[Num, "1/s"]
Celsius: TypeAlias = Annotated[Num, "degC"]
Metre: TypeAlias = Annotated[Num, "m"]
WattPerSquareMillimetre: TypeAlias = Annotated[Num, "W/mm2"]
Decibel: TypeAlias = Annotated[Num, "dB"]
DecibelMilliwatt: TypeAlias = Annotated[Num, "dBm"]

# Carbon, as CO2-equivalent
Gram: TypeAlias = Annotated[Num, "g"]
GramPerJoule: TypeAlias = Annotated[Num, "g/J"]
GramPerInference: TypeAlias = Annotated[Num, "g/inference"]
GramPerFlop: TypeAlias = Annotated[Num, "g/flop"]

# Water
Litre: TypeAlias = Annotated[Num, "L"]
LitrePerJoule: TypeAlias = Annotated[Num, "L/J"]

# Silicon
Volt: TypeAlias = Annotated[Num, "V"]
CoulombPerCycle: TypeAlias = Annotated[Num, "C/cycle"]
Nanometre: TypeAlias = Annotated[Num, "nm"]
SquareMillimetre: TypeAlias = Annotated[Num, "mm2"]

# Embodied carbon
GramPerSquareMillimetre: TypeAlias = Annotated[Num, "g/mm2"]
JoulePerSquareMillimetre: TypeAlias = Annotated[Num, "J/mm2"]
PerSquareMillimetre: TypeAlias = Annotated[Num, "1/mm2"]
GramPerGram: TypeAlias = Annotated[Num, "g/g"]
GramPerBit: TypeAlias = Annotated[Num, "g/bit"]
GramPerMetre: TypeAlias = Annotated[Num, "g/m"]
GramMetre: TypeAlias = Annotated[Num, "g*m"]
GramPerGramMetre: TypeAlias = Annotated[Num, "g/g/m"]
Millimetre: TypeAlias = Annotated[Num, "mm"]

# Carbon shared out
GramPerSecond: TypeAlias = Annotated[Num, "g/s"]

# Money, whose currency and year stand beside it
Money: TypeAlias = Annotated[Num, "money"]
MoneyPerJoule: TypeAlias = Annotated[Num, "money/J"]
MoneyPerBit: TypeAlias = Annotated[Num, "money/bit"]
MoneyPerGram: TypeAlias = Annotated[Num, "money/g"]
MoneyPerSecond: TypeAlias = Annotated[Num, "money/s"]
MoneyPerInference: TypeAlias = Annotated[Num, "money/inference"]

# What is weighed in a decision: energy, carbon, water or money, whose unit stands beside it
Expense: TypeAlias = Annotated[Num, "expense"]
ExpensePerInference: TypeAlias = Annotated[Num, "expense/inference"]
ExpensePerSecond: TypeAlias = Annotated[Num, "expense/s"]
