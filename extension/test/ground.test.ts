// Light or dark text, in every way in which a browser writes a computed colour.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lightness } from "../src/content/ground";

const COLOURS: Record<string, number> = {
  "rgb(0, 0, 0)": 0,
  "rgb(255, 255, 255)": 1,
  "rgba(255, 255, 255, 0.87)": 1,
  "color(srgb 1 1 1)": 1,
  "color(display-p3 0 0 0)": 0,
  "oklch(0.95 0.01 90)": 0.95,
  "oklab(0.2 0.01 0.02)": 0.2,
  "lab(90 1 2)": 0.9,
  "lch(10% 1 2)": 0.1,
  transparent: 0,
};

for (const [colour, expected] of Object.entries(COLOURS)) {
  test(`${colour} has the lightness ${expected}`, () => {
    assert.ok(Math.abs(lightness(colour) - expected) < 0.01);
  });
}
