"""The command line as a module: `python -m goodstanding.cli`."""

from goodstanding.cli.app import main

main()
