"""The seed table written anew in other formats, so that every reader can be tried with the same 18 proposals."""
