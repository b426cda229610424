"""``python -m calc.cli`` is the command `pigou`."""

from calc.cli import main

main()
