"""Starts everything: builds the index where it is missing or stale, then serves the chat and the API on one port.

The same as ``assistant serve``, with the same options (--host, --port, --corpus, --index).
"""

from __future__ import annotations

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "serve")
    main()
