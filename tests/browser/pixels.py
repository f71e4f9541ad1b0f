"""What a screenshot shows of words: the colours of their ground and of the line below them, and that line's kind."""

import base64
import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from tests.browser.driver import Tab

Colour = tuple[int, int, int]

_BOXES = """(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(%s);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + %s.length);
    const [box, second] = range.getClientRects();
    const style = getComputedStyle(node.parentElement);
    const context = document.createElement("canvas").getContext("2d");
    context.font = `${style.fontSize} ${style.fontFamily}`;
    const below = context.measureText("x").fontBoundingBoxDescent;
    return second ? null : [box.left, box.top, box.right, box.bottom, box.bottom - below];
  }
  return null;
})()"""


_PIXELS = """(async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const size = [innerWidth, innerHeight];
  const canvas = new OffscreenCanvas(...size).getContext("2d");
  canvas.drawImage(image, 0, 0, ...size);
  return [...size, new Uint8Array(canvas.getImageData(0, 0, ...size).data.buffer).toBase64()];
})"""


@dataclass
class Picture:
    """Opaque pixels, row by row."""

    width: int
    height: int
    pixels: list[Colour]

    def at(self, x: int, y: int) -> Colour:
        """The pixel at a place."""
        return self.pixels[y * self.width + x]

    def crop(self, left: int, top: int, right: int, bottom: int) -> "Picture":
        """A part of it; `right` and `bottom` are outside."""
        rows = [self.pixels[y * self.width + left : y * self.width + right] for y in range(top, bottom)]
        return Picture(right - left, bottom - top, [pixel for row in rows for pixel in row])


class Words:
    """Words of a page that stand in one text node and on one line, as they are in a screenshot of the viewport."""

    def __init__(self, tab: Tab, text: str, shot: Picture) -> None:
        """Cuts them out of the screenshot."""
        quoted = json.dumps(text)
        place = tab.evaluate(_BOXES % (quoted, quoted))
        assert place, f"not on one line of the page: {text!r}"
        left, top, right, bottom, baseline = (round(value) for value in place)
        assert bottom + 4 < shot.height, f"not in view: {text!r}"
        self.all = shot.crop(left + 1, top, right - 1, bottom)
        self.below = shot.crop(left + 1, baseline + 1, right - 1, bottom + 4)
        self.foot = shot.crop(left + 1, baseline, right - 1, bottom)

    @property
    def ground(self) -> Colour:
        """The colour that most of their pixels have."""
        return Counter(self.all.pixels).most_common(1)[0][0]

    @property
    def ink(self) -> Colour:
        """The colour that stands out most from their ground: that of the text, where a line is paler."""
        upper = self.all.crop(0, 0, self.all.width, self.all.height * 2 // 3)
        return max(set(upper.pixels), key=lambda colour: contrast(colour, self.ground))

    def line(self, colour: Colour, *, inside: bool = False, near: int = 70) -> str:
        """The kind of the line of this colour below them: solid, double, wavy, dashed, dotted, or none.

        `inside`: no further down than their own ground reaches.
        """
        strip = self.foot if inside else self.below
        width, height = strip.width, strip.height
        rows = [[_distance(strip.at(x, y), colour) < near for x in range(width)] for y in range(height)]
        columns = [any(row[x] for row in rows) for x in range(width)]
        if sum(columns) < 0.3 * width:
            return "none"
        full = [sum(row) > 0.85 * width for row in rows]
        if any(full):
            stripes = [is_full for is_full, _ in groupby(full) if is_full]
            return "double" if len(stripes) > 1 else "solid"
        if _tall(rows, columns) > 1.5 or sum(columns) > 0.9 * width:
            return "wavy"
        runs = [len(list(run)) for is_inked, run in groupby(columns) if is_inked]
        return "dashed" if median(runs) > 3.5 else "dotted"


def screenshot(tab: Tab) -> Picture:
    """The viewport, one pixel for each CSS pixel, once it has been drawn and stays as it is."""
    before, now = b"", tab.screenshot()
    while now != before:
        tab.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done), 150))")
        before, now = now, tab.screenshot()
    width, height, data = tab.evaluate(f"{_PIXELS}({json.dumps(base64.b64encode(now).decode())})")
    raw = base64.b64decode(data)
    return Picture(width, height, list(zip(raw[0::4], raw[1::4], raw[2::4], strict=True)))


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours by WCAG, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colour(css: str) -> Colour:
    """A computed colour without transparency: `rgb(1, 2, 3)`, or `#010203`."""
    if css.startswith("#"):
        return int(css[1:3], 16), int(css[3:5], 16), int(css[5:7], 16)
    match = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", css)
    assert match, f"not an opaque colour: {css}"
    return int(match[1]), int(match[2]), int(match[3])


def printed_colours(pdf: bytes) -> set[Colour]:
    """The colours that a PDF draws lines or fills shapes with."""
    found: set[Colour] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            text = zlib.decompress(stream).decode("latin-1")
        except zlib.error:
            continue  # a font or an image
        for red, green, blue in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", text):
            found.add((round(float(red) * 255), round(float(green) * 255), round(float(blue) * 255)))
    return found


def _distance(one: Colour, other: Colour) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


def _luminance(of: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in of))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _tall(rows: list[list[bool]], columns: list[bool]) -> float:
    """By how many rows the line's middle goes up and down, from column to column."""
    middles = [
        sum(y for y, row in enumerate(rows) if row[x]) / sum(row[x] for row in rows)
        for x, is_inked in enumerate(columns)
        if is_inked
    ]
    return max(middles) - min(middles)
