"""A configuration of a network with wider or narrower layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, cast

from joulepath.errors import Problem, WorkloadError
from joulepath.workloads.huggingface_towers import usual_entries

__all__ = ["widened_entries"]

_WIDTHS: Final = (
    "hidden_size n_embd d_model dim intermediate_size n_inner d_ff hidden_dim ffn_dim "
    "ffn_hidden_size encoder_ffn_dim decoder_ffn_dim moe_intermediate_size "
    "shared_expert_intermediate_size d_inner n_embed projection_dim projection_size time_step_rank "
    "q_lora_rank "
    "kv_lora_rank"
)
_HEADS: Final = (
    "num_attention_heads num_key_value_heads n_head n_heads num_heads num_kv_heads "
    "encoder_attention_heads decoder_attention_heads"
)
_SCALED: Final = frozenset(f"{_WIDTHS} {_HEADS}".split())
_PARTS: Final = ("text_config", "vision_config")
_SINGLE: Final = frozenset({"num_key_value_heads", "num_kv_heads"})
"""Heads that all others share, which stay single."""


def widened_entries(entries: Mapping[str, Any], factor: float, where: str) -> dict[str, Any]:
    """Entries of the same network with that many times as many channels and heads.

    A head keeps its width, as in the families that come in several sizes; the vocabulary, the
    number of blocks, of experts and of positions stay.

    Parameters
    ----------
    entries : mapping
        As in a ``config.json``.
    factor : float
        Of hidden and intermediate widths, of compressed widths and of heads.
    where : str
        What to call the file in an error.

    Raises
    ------
    WorkloadError
        With every entry that would be no whole number.
    """
    exact = Fraction(str(factor))
    if problems := tuple(_problems(_complete(entries), exact, where)):
        raise WorkloadError(*problems)
    return _scaled(_complete(entries), exact)


def _complete(entries: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with what parts leave out, so that it is scaled with the rest."""
    found = dict(entries)
    for name in _PARTS:
        if isinstance(entries.get(name), Mapping):
            part = cast("Mapping[str, Any]", entries[name])
            found[name] = {**usual_entries(part.get("model_type"), name, entries), **part}
    return found


def _scaled(entries: Mapping[str, Any], factor: Fraction) -> dict[str, Any]:
    found = dict(entries)
    for name, size in _sizes(entries):
        found[name] = int(size * factor)
    for name in _PARTS:
        if isinstance(entries.get(name), Mapping):
            found[name] = _scaled(cast("Mapping[str, Any]", entries[name]), factor)
    return found


def _sizes(entries: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name in sorted(_SCALED & {*entries}):
        size = entries[name]
        whole = isinstance(size, int) and not isinstance(size, bool)
        if whole and not (name in _SINGLE and size == 1):
            yield name, size


def _problems(entries: Mapping[str, Any], factor: Fraction, where: str) -> Iterator[Problem]:
    for name, size in _sizes(entries):
        if (size * factor).denominator > 1 or size * factor < 1:
            what = f"{where}: {name} of {size} times {float(factor):g} is no whole number"
            yield Problem(
                "--width", what, "give a factor with which all widths and heads are whole"
            )
    for name in _PARTS:
        if isinstance(entries.get(name), Mapping):
            part = cast("Mapping[str, Any]", entries[name])
            yield from _problems(part, factor, f"{where}: {name}")
