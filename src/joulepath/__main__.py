"""``python -m joulepath``."""

from joulepath.cli import main

main()
