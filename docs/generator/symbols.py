"""A readable TeX symbol for every parameter of every formula."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from joulepath.core.trace import Formula

__all__ = ["symbol_of"]

_COMMON: Final = MappingProxyType(
    {
        # Data
        "samples": r"N_S",
        "values": r"n",
        "values_per_sample": r"I_S",
        "bits_per_value": r"f",
        "bits": r"b",
        "passes": r"n_\mathrm{pass}",
        "rate": r"\lambda",
        "lifetime": r"T",
        "inferences": r"\gamma",
        "samples_per_inference": r"N_{I,P}",
        "bits_per_result": r"f_\mathrm{result}",
        # Transmission
        "data_overhead": r"o_{d,\ell}",
        "control_overhead": r"o_{c,\ell}",
        "device_cycles": r"N_\mathrm{dev}",
        "device_energy": r"P_\mathrm{dev}",
        "gateway_cycles": r"N_\mathrm{gw}",
        "gateway_energy": r"P_\mathrm{gw}",
        "transmit": r"\varepsilon_T",
        "receive": r"\varepsilon_R",
        "bearer": r"E_\mathrm{bearer}",
        "processing": r"E_{\mathrm{proc},\ell}",
        "power": r"P",
        "loss": r"p",
        "attempts": r"\bar n",
        # Storage
        "disks": r"d",
        "redundancy": r"\rho",
        # Work
        "per_value": r"c_\mathrm{value}",
        "fixed": r"c_0",
        "steps": r"T",
        "per_step": r"c_T",
        "per_step_pair": r"c_{TT}",
        "share": r"r_s",
        "folds": r"k",
        "forward": r"M_\mathrm{fwd}",
        "backward_ratio": r"\beta",
        "epochs": r"N_E",
        "views": r"v",
        "evaluations": r"e",
        "rounds": r"r",
        "flops": r"M",
        "throughput": r"C",
        "utilisation": r"u",
        "time": r"t",
        # Energy
        "energy": r"E",
        "development": r"E_D",
        "inference": r"E_\mathrm{inf}",
        "overhead": r"\gamma_v",
        "inferences_per_pass": r"\gamma_\mathrm{pass}",
        "per_inference": r"E_{\mathrm{inf},p}",
        "part": r"E_\mathrm{part}",
        "whole": r"E_\mathrm{whole}",
        "first": r"\gamma_1",
        "second": r"\gamma_2",
        "intensity": r"I",
        # Architectures
        "inputs": r"M_{\ell-1}",
        "outputs": r"M_\ell",
        "per_output": r"c_\mathrm{out}",
        "grid": r"G",
        "order": r"K",
        "spline": r"M_B",
        "nonlinearity": r"M_\mathrm{NLF}",
        "size": r"i",
        "kernel": r"k",
        "stride": r"s",
        "padding": r"p",
        "dilation": r"d",
        "rows": r"o_r",
        "columns": r"o_c",
        "channels": r"C_\mathrm{in}",
        "kernel_rows": r"k_r",
        "kernel_columns": r"k_c",
        "groups": r"g",
        "filters": r"N_f",
        "count": r"n_\mathrm{block}",
        "times": r"L",
        "macs": r"n_\mathrm{mac}",
        "other_operations": r"n_\mathrm{other}",
        "per_mac": r"c_\mathrm{mac}",
        "per_other_operation": r"c_\mathrm{other}",
        "layers": r"L",
        "tokens": r"T",
        "width": r"d",
        "heads": r"h",
        "key_value_heads": r"h_{kv}",
        "visible": r"v",
        "blocks": r"L",
        "active": r"k",
        "experts": r"E",
        "expert": r"n_\mathrm{expert}",
        "state": r"s",
        "hidden": r"H",
        "biases": r"n_b",
        "gates": r"g",
        "per_hidden": r"c_H",
        "directions": r"D",
        "upper": r"n_2",
        "nodes": r"N",
        "edges": r"M",
        "messages": r"m",
        "per_score": r"c_\mathrm{score}",
        "trees": r"T",
        "path": r"\bar p",
        "leaves": r"\Lambda",
        "leaf_values": r"v",
        "node_bits": r"b_\mathrm{node}",
        "depth": r"D",
        "features": r"F",
        "additions": r"c_\mathrm{bin}",
        "bins": r"B",
        "candidate": r"M_\mathrm{cand}",
        "vectors": r"n_v",
        "per_vector": r"c_v",
        "classes": r"C",
        "degree": r"q",
        "per_sample": r"M_\mathrm{sample}",
        "fits": r"n_\mathrm{fit}",
    }
)

_PARTICULAR: Final = MappingProxyType(
    {
        "data.total_bits": {"parts": r"b_i"},
        "transmission.layer_bits": {"bits": r"b_{\ell+1}"},
        "transmission.whole_layer_bits": {"bits": r"b_{\ell+1}"},
        "transmission.processing_energy": {"bits": r"b_\ell"},
        "transmission.bearer_energy": {"bits": r"b_1"},
        "transmission.energy_per_bit_at_rate": {"rate": r"R"},
        "transmission.hop_energy": {"layers": r"E_\ell"},
        "transmission.hop_bits": {"bits": r"b_1"},
        "transmission.path_energy": {"hops": r"E_p"},
        "storage.storage_energy": {"bits": r"b_\mathrm{sto}", "energy": r"e_\mathrm{bit}"},
        "preprocessing.preprocessing_flops": {"parts": r"M_i"},
        "training.evaluation_flops": {"samples": r"N_\mathrm{eval}"},
        "training.training_flops": {"samples": r"N_\mathrm{train}"},
        "ecal.development_energy": {"stages": r"E_i"},
        "ecal.pass_energy": {"stages": r"E_i"},
        "ecal.repeated_energy": {"energy": r"E_i"},
        "ecal.energy_per_bit": {"energy": r"\mathrm{eCAL_{abs}}"},
        "ecal.energy_per_bit_limit": {"inference": r"E_\mathrm{pass}"},
        "amortisation.ecal_ratio": {
            "first": r"\mathrm{eCAL}(\gamma_1)",
            "second": r"\mathrm{eCAL}(\gamma_2)",
        },
        "amortisation.amortisation_ratio": {
            "development": r"E_{D,b}",
            "inference": r"E_{\mathrm{inf},p,b}",
        },
        "training.fitting_flops": {"samples": r"N_\mathrm{train}", "fixed": r"M_0"},
        "recurrent.gate_macs": {"inputs": r"x"},
        "recurrent.gate_parameters": {"inputs": r"x"},
        "recurrent.stacked": {"first": r"n_1"},
        "graph.node_macs": {"inputs": r"F", "outputs": r"F'"},
        "graph.message_operations": {"width": r"F_m"},
        "graph.node_operations": {"width": r"F", "per_value": r"c_\mathrm{value}"},
        "graph.sage_parameters": {"inputs": r"F", "outputs": r"F'"},
        "graph.isomorphism_parameters": {"inputs": r"F", "outputs": r"F'"},
        "graph.score_macs": {"outputs": r"F'"},
        "graph.head_parameters": {"inputs": r"F", "outputs": r"F'"},
        "graph.joined_width": {"outputs": r"F'"},
        "forward.summed": {"parts": r"n_i"},
        "cnn.map_values": {"channels": r"N_f"},
        "cnn.convolution_macs": {"outputs": r"n_\mathrm{out}"},
        "cnn.pooling_operations": {"outputs": r"n_\mathrm{out}"},
        "reference.mlp_operations": {"inputs": r"M_0"},
        "reference.kan_operations": {"inputs": r"M_0"},
        "reference.cnn_rows": {"rows": r"i_r"},
        "reference.cnn_columns": {"columns": r"i_c"},
        "reference.cnn_growth": {"size": r"i_\mathrm{before}"},
        "transformer.projection_macs": {"inputs": r"d_\mathrm{in}", "outputs": r"d_\mathrm{out}"},
        "transformer.matrix_parameters": {
            "inputs": r"d_\mathrm{in}",
            "outputs": r"d_\mathrm{out}",
        },
    }
)


def symbol_of(formula: Formula, parameter: str) -> str:
    """TeX symbol of a parameter.

    Raises
    ------
    KeyError
        If nobody has given it one.
    """
    name = f"{formula.module}.{formula.name}"
    symbol = _PARTICULAR.get(name, {}).get(parameter) or _COMMON.get(parameter)
    if symbol is None:
        raise KeyError(f"give {parameter!r} of {name} a symbol in docs/generator/symbols.py")
    return symbol
