"""Saved pages of the press, in English: which there are, and where. They are no part of the source."""

import os
from pathlib import Path

from tests.browser.driver import REPOSITORY

_NAMES = (
    "aclu ars-1 article-author-tag bbc-1 breitbart bug-1255978 buzzfeed-1 citylab-1 cnet cnn engadget guardian-1 "
    "herald-sun-1 lazy-image-2 lifehacker-working medicalnewstoday msn nytimes-1 nytimes-2 nytimes-3 nytimes-4 "
    "quanta-1 salon-1 schema-org-context-object seattletimes-1 spiceworks telegraph theverge tmz-1 videos-1 wapo-1 "
    "wapo-2 webmd-1 webmd-2 wikia wordpress yahoo-1 yahoo-2 yahoo-3"
)
ARTICLES = _NAMES.split()
"""The pages that hold one English article of a newspaper, a magazine or a news site."""


def shared_folder() -> Path:
    """The folder of what is beside the source, whether it is there or not."""
    return Path(os.environ.get("REPORTEDLY_SHARED") or REPOSITORY.parent / "shared")


def saved_pages() -> Path:
    """The folder of saved pages, `NAME/source.html`, whether it is there or not."""
    return shared_folder() / "pages"
