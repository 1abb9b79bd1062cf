"""Text into tokens, by textbook algorithms without a cache of words."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count


@formula(symbol=r"n_\mathrm{BPE}", source="sennrich-2016-bpe")
def merge_comparisons(*, characters: Count, tokens: Count, words: Count) -> Count:
    """Look-ups of pairs when the best one of a word is merged until none can be.

    Each merge looks every pair of neighbours up again, and a last look finds none. A look-up
    counts as one comparison. Exact where all words are alike, an estimate from their mean
    otherwise.

    Parameters
    ----------
    characters : Count
        Characters of a text, spaces left out; any shape.
    tokens : Count
        Tokens that they become; broadcasts.
    words : Count
        Words of the text; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats of no words (arrays give ``nan``); scenarios refuse it beforehand.

    Examples
    --------
    >>> merge_comparisons(characters=5.0, tokens=2.0, words=1.0)
    10.0
    """
    return (characters - tokens + words) * (characters + tokens - 2 * words) / (2 * words)


@formula(symbol=r"n_\mathrm{WP}", source="song-2021-wordpiece")
def longest_match_comparisons(*, characters: Count, tokens: Count, words: Count) -> Count:
    """Look-ups when the longest known beginning of a word is cut off until nothing is left.

    Each beginning is tried from the whole rest of the word down. A look-up counts as one
    comparison. Exact where all words are alike and their tokens as long as each other, an
    estimate from their means otherwise.

    Parameters
    ----------
    characters : Count
        Characters of a text, spaces left out; any shape.
    tokens : Count
        Tokens that they become; broadcasts.
    words : Count
        Words of the text; broadcasts.

    Returns
    -------
    Count
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats of no words (arrays give ``nan``); scenarios refuse it beforehand.

    Examples
    --------
    >>> longest_match_comparisons(characters=6.0, tokens=3.0, words=1.0)
    9.0
    """
    return characters * (tokens - words) / (2 * words) + tokens
