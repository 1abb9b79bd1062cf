"""Turn the tables of a TensorFlow Lite file into a graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from joulepath.workloads.tflite_buffer import Buffer, DamagedBuffer, Table
from joulepath.workloads.tflite_operation import Graph, Operation, Tensor
from joulepath.workloads.tflite_schema import BUILTINS, OPTIONS, TYPES, Field

__all__ = ["graph_of", "subgraph_count"]

# Fields of the tables, by their number in the schema.
_MODEL_CODES, _MODEL_SUBGRAPHS, _MODEL_BUFFERS = 1, 2, 4
_GRAPH_TENSORS, _GRAPH_INPUTS, _GRAPH_OUTPUTS, _GRAPH_OPERATORS = 0, 1, 2, 3
_TENSOR_SHAPE, _TENSOR_TYPE, _TENSOR_BUFFER, _TENSOR_NAME = 0, 1, 2, 3
_TENSOR_VARIABLE, _TENSOR_SPARSITY, _TENSOR_SIGNATURE = 5, 6, 7
_OPERATOR_CODE, _OPERATOR_INPUTS, _OPERATOR_OUTPUTS, _OPERATOR_OPTIONS = 0, 1, 2, 4
_CODE_OLD, _CODE_CUSTOM, _CODE_NEW = 0, 1, 3
_BUFFER_DATA, _BUFFER_OFFSET, _BUFFER_SIZE = 0, 1, 2

_MOST_AXES: Final = 16
_LEFT_OUT: Final = -1

_Item = TypeVar("_Item")


def subgraph_count(buffer: Buffer) -> int:
    """How many subgraphs the file holds."""
    return len(buffer.root().tables(_MODEL_SUBGRAPHS))


def graph_of(buffer: Buffer) -> Graph:
    """Read the first subgraph, without the values of its tensors.

    Raises
    ------
    DamagedBuffer
        If an offset or a number in the file leads nowhere.
    """
    model = buffer.root()
    stored = [_stored_bytes(table, buffer.size) for table in model.tables(_MODEL_BUFFERS)]
    codes = [_code_name(table) for table in model.tables(_MODEL_CODES)]
    table = _at(model.tables(_MODEL_SUBGRAPHS), 0, "subgraph")
    tensors = list(_tensors(table.tables(_GRAPH_TENSORS), stored))
    return Graph(
        inputs=_chosen(tensors, table.numbers(_GRAPH_INPUTS)),
        outputs=_chosen(tensors, table.numbers(_GRAPH_OUTPUTS)),
        operations=tuple(
            _operation(operator, codes, tensors) for operator in table.tables(_GRAPH_OPERATORS)
        ),
    )


def _at(items: Sequence[_Item], index: int, kind: str) -> _Item:
    if not 0 <= index < len(items):
        raise DamagedBuffer(f"it refers to {kind} {index} of {len(items)}")
    return items[index]


def _chosen(tensors: Sequence[Tensor], indices: Sequence[int]) -> tuple[Tensor, ...]:
    return tuple(_at(tensors, index, "tensor") for index in indices)


def _stored_bytes(table: Table, file_size: int) -> int:
    offset = table.number(_BUFFER_OFFSET, "uint64")
    if offset <= 1:  # 0 and 1 stand for data within the table
        return table.byte_count(_BUFFER_DATA)
    size = table.number(_BUFFER_SIZE, "uint64")
    if offset + size > file_size:
        raise DamagedBuffer(f"a buffer ends at byte {offset + size} of {file_size}")
    return size


def _code_name(table: Table) -> str:
    if custom := table.text(_CODE_CUSTOM):
        return f"custom '{custom[:100]}'"
    # files of before the 128th operator hold the number in a byte
    code = max(table.number(_CODE_OLD, "int8"), table.number(_CODE_NEW, "int32"))
    return BUILTINS[code] if 0 <= code < len(BUILTINS) else f"builtin {code}"


def _tensors(tables: Sequence[Table], stored: Sequence[int]) -> Iterator[Tensor]:
    for index, table in enumerate(tables):
        shape, signature = table.numbers(_TENSOR_SHAPE), table.numbers(_TENSOR_SIGNATURE)
        if max(len(shape), len(signature)) > _MOST_AXES:
            raise DamagedBuffer(f"tensor {index} has {len(shape)} axes")
        buffer = table.number(_TENSOR_BUFFER, "uint32")
        yield Tensor(
            index=index,
            name=table.text(_TENSOR_NAME),
            shape=shape,
            open_axes=tuple(axis for axis, size in enumerate(signature) if size < 0),
            type=_at(TYPES, table.number(_TENSOR_TYPE, "int8"), "number type"),
            buffer=buffer,
            stored_bytes=_at(stored, buffer, "buffer"),
            sparse=table.has(_TENSOR_SPARSITY),
            variable=table.number(_TENSOR_VARIABLE, "bool") != 0,
        )


def _operation(table: Table, codes: Sequence[str], tensors: Sequence[Tensor]) -> Operation:
    operator = _at(codes, table.number(_OPERATOR_CODE, "uint32"), "operator code")
    options, fields = table.table(_OPERATOR_OPTIONS), OPTIONS.get(operator, {})
    return Operation(
        operator=operator,
        inputs=tuple(
            None if index == _LEFT_OUT else _at(tensors, index, "tensor")
            for index in table.numbers(_OPERATOR_INPUTS)
        ),
        outputs=_chosen(tensors, table.numbers(_OPERATOR_OUTPUTS)),
        options={name: _option(options, field) for name, field in fields.items()},
    )


def _option(options: Table | None, field: Field) -> float:
    return options.decimal(field.number, field.kind, field.default) if options else field.default
