"""Sentence vectors from an embedding model that runs on this machine."""

from assistant.encoder.port import Encoder
from assistant.encoder.sentence import SentenceEncoder, open_encoder

__all__ = ["Encoder", "SentenceEncoder", "open_encoder"]
