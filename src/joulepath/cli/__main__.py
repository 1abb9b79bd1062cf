"""``python -m joulepath.cli``."""

from joulepath.cli import main

main()
