"""`python -m churn_platform.commands` is `churn`, also where the command is not on the path."""

from churn_platform.commands.cli import main

if __name__ == "__main__":
    main()
