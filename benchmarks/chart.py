"""The chart of docs/performance.md."""

from collections.abc import Mapping
from pathlib import Path

from benchmarks.spread import Spread


def draw(times: Mapping[str, Spread], file: Path) -> bool:
    """Bars of milliseconds on a logarithmic scale, with lines from the lowest to the highest, as SVG.

    False, and no chart, where matplotlib is not installed (it comes with the extra bench).
    """
    try:
        import matplotlib as mpl
    except ImportError:
        return False
    mpl.use("svg")
    # The same numbers give the same file.
    mpl.rcParams["svg.hashsalt"] = "reportedly"
    from matplotlib import pyplot as plt

    names, spreads = list(times), list(times.values())
    figure, axes = plt.subplots(figsize=(9, 0.5 * len(names) + 1), layout="constrained")
    medians = [spread.median for spread in spreads]
    errors = [
        [median - min(spread.values) for median, spread in zip(medians, spreads, strict=True)],
        [max(spread.values) - median for median, spread in zip(medians, spreads, strict=True)],
    ]
    ours = [not name.startswith(("PyTorch", "spaCy")) for name in names]
    colours = ["#2b6cb0" if own else "#a0aec0" for own in ours]
    axes.barh(names, medians, xerr=errors, color=colours, ecolor="#1a202c", capsize=3)
    axes.set_xscale("log")
    axes.invert_yaxis()
    axes.set_xlabel("milliseconds for an article of 40 sentences (logarithmic; lines: lowest to highest)")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for row, median in enumerate(medians):
        axes.annotate(f"{median:,.0f}" if median >= 10 else f"{median:.1f}", (median, row - 0.42), fontsize=8)
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    lines = file.read_text("utf-8").splitlines()
    file.write_text("".join(f"{line.rstrip()}\n" for line in lines), "utf-8")
    return True
