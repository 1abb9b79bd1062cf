"""What to write instead of a key that a scenario does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

from pydantic import BaseModel

from joulepath.errors import nearest

__all__ = ["instead_of", "sections_at"]

_ELSEWHERE: Final = {
    "num_samples": "samples",
    "n_samples": "samples",
    "dataset_size": "samples",
    "sample_size": "values_per_sample",
    "float_precision": "bits_per_value",
    "precision": "bits_per_value",
    "failure_rate": "loss",
    "packet_loss": "loss",
    "num_epochs": "epochs",
    "split_ratio": "split",
    "test_size": "split",
    "k_folds": "folds",
    "cv": "folds",
    "evaluation_strategy": "split",
    "num_inferences": "inferences",
    "virtualization_overhead": "virtualisation",
    "virtualization": "virtualisation",
    "transmission_hops": "path",
    "hops": "path",
    "links": "path",
    "preprocessing_type": "method",
    "hardware": "processor",
    "device": "processor",
    "gpu": "processor",
    "processor_flops_per_second": "throughput",
    "flops": "throughput",
    "processor_max_power": "power",
    "tdp": "power",
    "model_type": "family",
    "num_layers": "widths",
    "nlayers": "widths",
    "din": "widths",
    "dout": "widths",
    "grid_size": "grid",
    "k": "order",
    "i_r": "rows",
    "i_c": "columns",
    "c_in": "channels",
    "k_r": "kernel",
    "k_c": "kernel",
    "s_r": "stride",
    "s_c": "stride",
    "p_r": "padding",
    "N_f": "filters",
    "num_filters": "filters",
    "num_cnv_layers": "layers",
    "num_pool_layers": "layers",
    "input_size": "features",
    "input_dim": "features",
    "n_features": "features",
    "num_features": "features",
    "hidden_size": "hidden",
    "units": "hidden",
    "proj_size": "projection",
    "reset_after": "reset",
    "linear_before_reset": "reset",
    "sequence_length": "steps",
    "timesteps": "steps",
    "seq_len": "steps",
    "num_nodes": "nodes",
    "num_edges": "edges",
    "aggr": "aggregation",
    "n_estimators": "trees",
    "num_trees": "trees",
    "num_boost_round": "trees",
    "max_depth": "depth",
    "num_leaves": "leaves",
    "max_leaf_nodes": "leaves",
    "max_bin": "bins",
    "max_bins": "bins",
    "n_classes": "classes",
    "n_support": "support_vectors",
    "n_neighbors": "neighbours",
    "num_experts": "experts",
    "num_local_experts": "experts",
    "num_experts_per_tok": "active_experts",
    "vocab_size": "vocabulary",
    "num_heads": "heads",
    "num_decoder_blocks": "blocks",
    "context_length": "tokens",
    "embedding_size": "width",
    "feed_forward_size": "feed_forward",
    "country_iso_code": "zone",
    "country": "zone",
    "region": "zone",
    "project_name": "title",
    "name": "title",
}
"""Keys that other tools use, and ours."""

_WITHOUT_EFFECT: Final = {
    "batch_size": "the batch size has no effect in this method; leave it out",
    "batch": "the batch size has no effect in this method; leave it out",
    "pue": "not part of this method; leave it out, or write it as virtualisation, e.g. 0.2 for 1.2",
}

Location = Sequence[str | int]


def instead_of(key: str, location: Location, schema: type[BaseModel]) -> str:
    """Tell what to write instead of an unknown key: one nearby, one elsewhere, or all there are.

    Parameters
    ----------
    key : str
        The unknown key.
    location : sequence of str or int
        Its place, as pydantic gives it.
    schema : type of BaseModel
        The schema that was broken.
    """
    if key in _WITHOUT_EFFECT:
        return _WITHOUT_EFFECT[key]
    sections = sections_at(location, schema)
    known = list(dict.fromkeys(name for section in sections for name in section.model_fields))
    ours = _ELSEWHERE.get(key, key)
    if ours in known:
        return f"did you mean {ours!r}?"
    homes = [home for name, home in _homes(schema) if name == ours]
    if homes and not any(name in known for name, home in _homes(schema) if home in homes):
        return f"{ours!r} belongs in {' or '.join(dict.fromkeys(homes))}"
    near = nearest(key, known)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"known keys: {', '.join(known)}"


def sections_at(location: Location, schema: type[BaseModel]) -> list[type[BaseModel]]:
    """Sections of a schema that may hold the last step of a location."""
    sections = [schema]
    for step in map(str, location[:-1]):
        fields = [s.model_fields[step] for s in sections if step in s.model_fields]
        if fields:
            sections = [model for field in fields for model in _models_in(field.annotation)]
        else:
            tagged = [s for s in sections if f"~{s.__name__}" == step]
            sections = tagged or sections
    return sections


def _homes(schema: type[BaseModel], table: str = "", items: bool = False) -> Iterator[Any]:
    """Every key with the table that it belongs in."""
    for name, field in schema.model_fields.items():
        yield name, (f"[[{table}]]" if items else f"[{table}]") if table else "the top of the file"
        for model in _models_in(field.annotation):
            listed = str(field.annotation).startswith("tuple")
            yield from _homes(model, f"{table}.{name}" if table else name, listed)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    parts = cast("Sequence[Any]", getattr(cast("Any", annotation), "__args__", ()))
    return [model for part in parts for model in _models_in(part)]
