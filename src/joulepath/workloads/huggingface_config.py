"""Work of a language, text, image or speech model, counted from its ``config.json`` alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from joulepath.core.quantities import Count
from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.workloads.huggingface_decoders import (
    deepseek,
    gated,
    gpt_2,
    gpt_neox,
    gpt_oss,
    mamba,
    mamba_2,
    mixture,
)
from joulepath.workloads.huggingface_encoder_decoder import EncoderDecoder, t5, whisper
from joulepath.workloads.huggingface_encoders import bert, distilbert, vit
from joulepath.workloads.huggingface_further_decoders import (
    falcon,
    gemma_2,
    olmo_2,
    phi,
    phi_3,
    starcoder_2,
)
from joulepath.workloads.huggingface_gemma3 import gemma_3
from joulepath.workloads.huggingface_llama4 import llama_4
from joulepath.workloads.huggingface_network import Description, Task
from joulepath.workloads.huggingface_pictures import (
    Seeing,
    TwoTowers,
    gemma_3_seeing,
    llava,
    two_towers,
)
from joulepath.workloads.huggingface_quantisation import quantisation
from joulepath.workloads.huggingface_reading import Facts, facts_of, near, shown
from joulepath.workloads.what_if_layers import FORMATS

__all__ = ["MODEL_TYPES", "active_parameters", "count_config"]

_Reader: TypeAlias = Callable[[Facts, str, Task], Description | EncoderDecoder | Seeing | TwoTowers]
_MOST_TOKENS: Final = 10**12
_PLAIN: Final = "bf16"

_READERS: Final[Mapping[str, _Reader]] = MappingProxyType(
    {
        "bert": bert,
        "camembert": bert,
        "clip": two_towers,
        "deepseek_v3": deepseek,
        "distilbert": distilbert,
        "falcon": falcon,
        "gemma": gated,
        "gemma2": gemma_2,
        "gemma3": gemma_3_seeing,
        "gemma3_text": gemma_3,
        "gpt2": gpt_2,
        "gpt_neox": gpt_neox,
        "gpt_oss": gpt_oss,
        "llama": gated,
        "llama4_text": llama_4,
        "llava": llava,
        "mamba": mamba,
        "mamba2": mamba_2,
        "mistral": gated,
        "mixtral": mixture,
        "olmo2": olmo_2,
        "phi": phi,
        "phi3": phi_3,
        "qwen2": gated,
        "qwen2_moe": mixture,
        "qwen3": gated,
        "qwen3_moe": mixture,
        "roberta": bert,
        "siglip": two_towers,
        "starcoder2": starcoder_2,
        "t5": t5,
        "vit": vit,
        "whisper": whisper,
        "xlm-roberta": bert,
    }
)

MODEL_TYPES: Final = tuple(_READERS)
"""Model types that can be counted."""


def count_config(
    source: Path | str | Mapping[str, Any],
    *,
    tokens: int | None = None,
    format: str | None = None,  # noqa: A002  (the word users know)
    context: int | None = None,
    masked: bool = False,
) -> Workload | LanguageWorkload:
    """Count a model from its configuration, without its weights.

    Every pair of tokens counts in attention, as in most published counts, although a causal
    mask leaves only half of them; ``masked`` counts those it leaves. A window always limits
    what a token sees: unmasked, each sees as many tokens as fit. Padding is not counted. All
    tokens of a prompt get a score of the vocabulary, as in training.

    Identical blocks are one layer for each kind of operator, named ``32 x block: ...``. Experts
    that no token chose, and the half of an encoder-decoder that has no part in the step, are
    layers with the operator ``Resting``: parameters without work. Weights of a head that shares
    the embedding count there. The peak is what a single operator reads and writes. Blocks
    that predict further tokens in training are left out.

    Parameters
    ----------
    source : Path, str or mapping
        A local ``config.json``, the folder that holds it, or its entries.
    tokens : int, optional
        Tokens of a text or prompt. T5: of the source. Whisper: of the answer given beforehand,
        for its source has a fixed length. An image has its own number and needs none.
    format : str, optional
        Numeric format of weights, activations and cache, e.g. ``bf16`` or ``int8``; by default
        that in which the file says that it is computed, where weights and activations are
        quantised alike, and bf16 elsewhere.
    context : int, optional
        Tokens before the one that is written; ``tokens`` by default, or as many as leave room
        for one more among trained positions.
    masked : bool
        Whether only those pairs of tokens count that a causal mask leaves.

    Returns
    -------
    Workload or LanguageWorkload
        The latter for models that write: prompt and next token. Blocks whose window is full
        have their cache in ``state_bits``.

    Raises
    ------
    WorkloadError
        With everything that is wrong with the file and the numbers.
    """
    facts = facts_of(source)
    kind = _model_type(facts)
    form, said = (format, ()) if format is not None else _own_format(source)
    task = Task(
        _amount(facts, "tokens", tokens, least=1),
        _amount(facts, "context", context, least=0),
        masked,
        form,
        _bits(facts, form),
    )
    description = _READERS[kind](facts, kind, task)
    facts.check()
    return _noted(description.count(task), said)


def _own_format(source: Path | str | Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Format in which a checkpoint is computed, and what that leaves out."""
    found = quantisation(source)
    if found is None:
        return _PLAIN, ()
    if found.arithmetic in FORMATS and not found.experts_alone:
        form = str(found.arithmetic)
        return form, (f"all numbers in {form}, the format of quantization_config ({found.method})",)
    which = "weights of experts" if found.experts_alone else "weights"
    said = (
        f"all numbers in {_PLAIN}, in which {found.method} is computed; the file keeps {which} in"
        f" {found.bits:.4g} bits (quantization_config)"
    )
    return _PLAIN, (said,)


def _noted(
    counted: Workload | LanguageWorkload, said: tuple[str, ...]
) -> Workload | LanguageWorkload:
    if isinstance(counted, LanguageWorkload):
        prefill, decode = (
            replace(work, assumptions=(*work.assumptions, *said))
            for work in (counted.prefill, counted.decode)
        )
        return replace(counted, prefill=prefill, decode=decode) if said else counted
    return replace(counted, assumptions=(*counted.assumptions, *said)) if said else counted


def active_parameters(workload: Workload) -> Count:
    """Trained values that take part in a step, all but experts and halves at rest.

    Parameters
    ----------
    workload : Workload
        Of a prompt or, for the number that model cards state, of one token.

    Returns
    -------
    Count
        Embedding and head included.
    """
    return sum(layer.parameters for layer in workload.layers if layer.operator != "Resting")


def _model_type(facts: Facts) -> str:
    kind = facts.value("model_type")[1]
    if isinstance(kind, str) and kind in _READERS:
        return kind
    if kind is None:
        what, remedy = "is missing", "give the config.json that came with the model"
    else:
        what, remedy = f"no rules for {shown(kind)}", near(kind, MODEL_TYPES)
    raise WorkloadError(Problem(f"{facts.where}: model_type", what, remedy))


def _amount(facts: Facts, name: str, value: int | None, *, least: int) -> int | None:
    if value is None:
        return None
    # Callers without a type checker, the command line among them, may pass anything.
    if isinstance(value, bool) or not isinstance(value, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        facts.wrong(name, f"is {shown(value)}, not a whole number")
    elif not least <= value <= _MOST_TOKENS:
        facts.wrong(name, f"is {shown(value)}, not a number from {least} to {_MOST_TOKENS}")
    else:
        return value
    return least


def _bits(facts: Facts, form: str) -> int:
    if form not in FORMATS:
        facts.wrong("format", f"no numeric format named {form!r}", near(form, tuple(FORMATS)))
    return FORMATS.get(form, 1)
