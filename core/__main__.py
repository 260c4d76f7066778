"""`python -m core …`: the same operations as the app, without a browser."""

from core.cli import main

if __name__ == "__main__":
    main()
