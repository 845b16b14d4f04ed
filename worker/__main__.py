"""`python -m worker` is `leadworker`."""

from worker.cli import main

if __name__ == "__main__":
    main()
