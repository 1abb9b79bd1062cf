"""Whether the protocols of a stack are there, each in its own layer."""

from __future__ import annotations

from collections.abc import Mapping

from joulepath.catalogue.entries import Entry
from joulepath.catalogue.schema import OSI_LAYERS
from joulepath.errors import Problem, nearest

__all__ = ["stack_problems"]


def stack_problems(stack: Entry, protocols: Mapping[str, Entry]) -> list[Problem]:
    """What is wrong with the layers of a stack, each with the protocols to choose from."""
    problems: list[Problem] = []
    for layer in OSI_LAYERS:
        name = stack.text[layer]
        where = f"{stack.file}: [{stack.name}].{layer}"
        if name in protocols and protocols[name].text["layer"] == layer:
            continue
        here = [each.name for each in protocols.values() if each.text["layer"] == layer]
        choices = f"protocols of this layer: {', '.join(sorted(here))}"
        if name and name not in protocols:
            near = nearest(name, here, count=1)
            remedy = f"did you mean {near[0]!r}? {choices}" if near else choices
            problems.append(Problem(where, f"no protocol named {name!r}", remedy))
        elif name:
            what = f"{name!r} is a protocol of the {protocols[name].text['layer']} layer"
            problems.append(Problem(where, what, choices))
    return problems
