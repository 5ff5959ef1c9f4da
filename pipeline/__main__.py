"""``python -m pipeline`` is ``rcpc``."""

from pipeline.cli import main

main()
