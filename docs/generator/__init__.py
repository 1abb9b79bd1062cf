"""Parts of the documentation that are computed from the library when the site is built.

A page asks for a part with a line such as ``<!-- generated: equations transmission -->``.
"""
