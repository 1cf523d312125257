"""Prefectures, municipalities, regions and classes of cities: what lies where, and where a text names them.

The facts stand in data/municipalities.tsv, regions.tsv and city_classes.tsv, each with its source and date.
"""

from __future__ import annotations

from assistant.places.cells import Name, split_name
from assistant.places.finding import Place, find, find_prefectures
from assistant.places.gazetteer import classes_of, current_name, from_north, is_prefecture, prefecture_of, regions_of
from assistant.places.words import Kind

__all__ = [
    "Kind",
    "Name",
    "Place",
    "classes_of",
    "current_name",
    "find",
    "find_prefectures",
    "from_north",
    "is_prefecture",
    "prefecture_of",
    "regions_of",
    "split_name",
]
