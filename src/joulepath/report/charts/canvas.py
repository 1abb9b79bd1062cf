"""What all pictures share: the frame, the colours in light and dark, words and bars."""

from __future__ import annotations

import html
from collections.abc import Iterable
from itertools import count
from typing import Final, Literal

__all__ = [
    "COLOURS", "SERIES", "bar", "curve", "fitted", "head_height", "line", "picture", "swatch",
    "text",
]  # fmt: skip

COLOURS: Final = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c564b", "#6a3d9a",
    "#808080", "#b8860b",
)  # fmt: skip
"""Fills that people with colour blindness tell apart, most of them after Okabe and Ito."""

SERIES: Final = 6
"""Curves that colour and dashes together tell apart."""

_LETTER: Final = 7.4
"""Mean width of a letter in pixels, on the wide side."""

_BOLD: Final = 0.58
"""Mean width of a bold letter over its height, on the wide side."""

_STYLE: Final = """\
svg{font:14px system-ui,sans-serif;--paper:#fff;--ink:#1b1b1b;--line:#dcdcdc;--far:#595959;\
--strong:#0072b2;--weak:#9cc9e6;--s0:#0072b2;--s1:#c24e00;--s2:#007a5a;--s3:#a8488c;\
--s4:#6a3d9a;--s5:#7d5f00}
@media(prefers-color-scheme:dark){svg{--paper:#16181b;--ink:#eee;--line:#34383d;--far:#b0b4b9;\
--strong:#6cb8ea;--weak:#2d5e80;--s0:#56b4e9;--s1:#ff8a3d;--s2:#2fc79d;--s3:#e58fbe;\
--s4:#b79bea;--s5:#e0b040}}
.paper{fill:var(--paper)}text{fill:var(--ink)}.far{fill:var(--far)}.head{font-size:18px;\
font-weight:600}.line{stroke:var(--line)}.axis{stroke:var(--far)}.mark{stroke:var(--ink);\
stroke-width:1.5}.strong{fill:var(--strong)}.weak{fill:var(--weak)}\
.empty{fill:none;stroke:var(--far)}\
.c0{--own:var(--s0)}.c1{--own:var(--s1)}.c2{--own:var(--s2)}.c3{--own:var(--s3)}\
.c4{--own:var(--s4)}.c5{--own:var(--s5)}.curve{fill:none;stroke:var(--own);stroke-width:2.4}\
.dot{fill:var(--own)}.area{fill:var(--own);fill-opacity:.2}.cut{stroke:var(--ink);\
stroke-width:1.5;stroke-dasharray:5 4}.halo{stroke:var(--paper);stroke-width:4;\
paint-order:stroke;stroke-linejoin:round}"""

Anchor = Literal["start", "middle", "end"]


def picture(width: float, height: float, title: str, description: str, body: Iterable[str]) -> str:
    """Put the parts of a picture in a frame with a title and a description.

    Parameters
    ----------
    width, height : float
        Size in pixels.
    title : str
        What it shows, also written at its head.
    description : str
        What a reader who does not see it should know.
    body : iterable of str
        SVG elements.

    Returns
    -------
    str
        An SVG document whose colours follow the reader's choice of light or dark.
    """
    said, lines = html.escape(title), count(54, 20)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
            f' width="{width:.0f}" height="{height:.0f}" role="img"'
            ' aria-labelledby="title description">',
            f'<title id="title">{said}</title>',
            f'<desc id="description">{html.escape(description)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" width="{width:.0f}" height="{height:.0f}"/>',
            _head(title, width),
            *(text(24, next(lines), part, kind="far") for part in _lines(description, width)),
            *body,
            "</svg>",
        )
    )


def _head(title: str, width: float) -> str:
    """The title in letters that let it fit; what is longer still loses its end."""
    room = (width - 48) / _BOLD
    size = max(min(18.0, room / max(len(title), 1)), 12.0)
    letters = int(room / size)
    words = title if len(title) <= letters else f"{title[: letters - 1]}…"
    style = "" if size == 18 else f' style="font-size:{size:.1f}px"'
    return f'<text class="head" x="24" y="32"{style}>{html.escape(words)}</text>'


def _lines(words: str, width: float) -> list[str]:
    """Break a text into lines that fit."""
    import textwrap

    return textwrap.wrap(words, max(20, int((width - 48) / _LETTER)))


def head_height(description: str, width: float) -> float:
    """Pixels that the title and the description take."""
    return 54 + 20 * len(_lines(description, width))


def text(x: float, y: float, words: str, *, anchor: Anchor = "start", kind: str = "") -> str:
    """Words at a place."""
    style = f' class="{kind}"' if kind else ""
    aligned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{style}{aligned}>{html.escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "line") -> str:
    """A straight line."""
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def bar(
    x: float, y: float, width: float, height: float, kind: str, note: str = "", colour: str = ""
) -> str:
    """A rectangle; a reader who points at it sees the note."""
    fill = f' fill="{colour}"' if colour else ""
    said = f"<title>{html.escape(note)}</title>" if note else ""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}"'
        f' height="{height:.1f}"{fill}>{said}</rect>'
    )


_DASHES: Final = ("", "9 4", "2 4", "12 4 2 4", "5 3", "1 3")


def curve(points: Iterable[tuple[float, float]], number: int) -> str:
    """A line through places, in the colour and with the dashes of its number."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = _DASHES[(number + number // SERIES) % SERIES]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline class="curve c{number % SERIES}"{dashed} points="{path}"/>'


def swatch(x: float, y: float, number: int) -> str:
    """A short piece of a curve, for its key."""
    return curve(((x, y), (x + 34, y)), number)


def fitted(words: str, width: float) -> str:
    """As much of a text as a width holds, its end kept, for the end tells names apart."""
    letters = int(width / _LETTER)
    return words if len(words) <= letters else f"…{words[1 - letters :]}"
