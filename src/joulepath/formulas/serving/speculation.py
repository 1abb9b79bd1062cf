"""Tokens that a small model drafts and a large one verifies, several in a step."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import exp, log2
from joulepath.core.quantities import Count, Ratio, Token

_LOGARITHM_OF_TWO = 0.6931471805599453


@formula(symbol=r"\bar n_a", source="leviathan-2023-speculative")
def expected_tokens(*, acceptance: Ratio, drafted: Count, each: Token) -> Token:
    """Tokens of a sequence that a step writes on average: those accepted and one more.

    The first token that is rejected ends the draft; acceptances are taken to be independent.

    Parameters
    ----------
    acceptance : Ratio
        Probability that a drafted token is accepted, ``0 < acceptance < 1``; any shape.
    drafted : Count
        Tokens that are drafted; broadcasts.
    each : Token
        Tokens of a place in the draft; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.

    Raises
    ------
    ValueError
        For a float ``acceptance`` of zero (arrays give ``each``).
    ZeroDivisionError
        For a float ``acceptance`` of one (arrays give NaN).
    """
    whole_draft = exp((drafted + 1) * log2(acceptance) * _LOGARITHM_OF_TWO)
    return each * (1 - whole_draft) / (1 - acceptance)


@formula(symbol=r"n_v", source="leviathan-2023-speculative")
def verified_tokens(*, drafted: Count, each: Token) -> Token:
    """Tokens of a sequence that the large model computes in a step: the draft and one more.

    Parameters
    ----------
    drafted : Count
        Tokens that are drafted; any shape.
    each : Token
        Tokens of a place in the draft; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return (drafted + 1) * each


@formula(symbol=r"N_{T,d}", source="definition")
def written_per_draft(*, written: Token, drafted: Count) -> Token:
    """Tokens that a step writes, for each pass of the small model.

    Parameters
    ----------
    written : Token
        Tokens that a step writes; any shape.
    drafted : Count
        Passes of the small model, one for each token of a draft; broadcasts.

    Returns
    -------
    Token
        Of the broadcast shape.
    """
    return written / drafted
