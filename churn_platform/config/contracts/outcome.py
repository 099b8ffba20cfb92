"""What the target counts, and over which time: only what the data's author says."""

from pydantic import BaseModel, Field, model_validator

from churn_platform.config.contracts.column import Text


class Outcome(BaseModel, frozen=True, extra="forbid"):
    """The outcome in the author's words; nothing that is shown speaks of another time span."""

    states: Text = Field(
        "left",
        description="Ends a sentence that begins with: customers who. Such as: left within the last"
        " month.",
    )
    horizon_months: float | None = Field(
        None,
        gt=0,
        le=120,
        description="Months in which those who left did so, if the data's author says it.",
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> "Outcome":
        is_stated = self.states != type(self).model_fields["states"].default
        if self.horizon_months is not None and not is_stated:
            raise ValueError(
                f"horizon_months is {self.horizon_months:g}, and states says no time; expected the"
                ' author\'s words, such as states = "left within the last month"'
            )
        return self

    @property
    def in_words(self) -> str:
        """What customers at risk are like, such as: like those who left within the last month."""
        return f"like those who {self.states}"
