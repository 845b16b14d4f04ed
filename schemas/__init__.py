"""Models of everything on the wire and of every file an administrator edits, and the documents generated from them."""
