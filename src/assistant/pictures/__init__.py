"""Counts as pictures: a map of the prefectures, a timeline of starts, targets by status. Markup that needs no script."""

from __future__ import annotations

from assistant.pictures.chart import Bar
from assistant.pictures.crosstab import crosstab
from assistant.pictures.tile_map import tile_map
from assistant.pictures.timeline import MOST_BARS, Starts, months_of, timeline

__all__ = ["MOST_BARS", "Bar", "Starts", "crosstab", "months_of", "tile_map", "timeline"]
