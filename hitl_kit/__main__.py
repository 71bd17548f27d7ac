"""`python -m hitl_kit` is `hitl`."""

from hitl_kit.cli import main

main()
