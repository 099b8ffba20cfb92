"""`python -m churn_platform.commands` is the same as `churn`, for when it is not on the path."""

from churn_platform.commands.cli import main

if __name__ == "__main__":
    main()
