"""Answers to questions about published tables of municipal proposals, each claim with the words that prove it."""
