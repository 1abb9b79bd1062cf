"""The docstrings under the fields of a class: one text for help, schemas and documentation."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from types import MappingProxyType

__all__ = ["attribute_docstrings"]


@cache
def attribute_docstrings(kind: type) -> MappingProxyType[str, str]:
    """Text under each annotated field of a class, those it inherits included.

    Parameters
    ----------
    kind : type
        A class with its source at hand.

    Returns
    -------
    mapping of str to str
        Field to its docstring, indentation taken away; fields without one are left out.
    """
    own = (docstring for base in reversed(kind.__mro__) for docstring in _docstrings(base))
    return MappingProxyType(dict(own))


def _docstrings(kind: type) -> Iterator[tuple[str, str]]:
    if "__annotations__" not in vars(kind):
        return
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    for statement, below in pairwise(body.body):
        match statement, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, inspect.cleandoc(text)
            case _:
                pass
