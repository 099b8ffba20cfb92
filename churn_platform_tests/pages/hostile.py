"""A customer table whose names and values try to break out of every page that shows them."""

import csv
import json
import random
from pathlib import Path

PLANS = (
    '<script>window.hacked="plain"</script>',
    '</script><script>window.hacked="end"</script>',
    '<img src=x onerror="window.hacked=1" class="theirs">',
    "[click](javascript:window.hacked=1) ![seen](http://evil.example/seen.png)",
    '"><a href="http://evil.example/" class="theirs">there</a>',
    "'; window.hacked=1; //",
    "{{ 7 * 7 }}{% raw %} ${7*7} %{x} $\\frac{1}{0}$ | a | b |",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 123 \u05e2\u05d5\u05dc\u05dd",
    "\u202eevil\u2066 turned",
    "emoji \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301\u0327" + "\u0301" * 20,
    "x" * 200,
    "many words " * 17 + "to the end",
)
"""The longest are as long as a contract allows."""
LONG_NAME = "the_" + "very_" * 10 + "long_"
assert len(LONG_NAME) == 59
_MARKUP = '<b onmouseover="window.hacked=1" class="theirs">bold</b>'
_UNIT = "<i>$</i>"


def contract() -> str:
    """Return a contract for the table, as the text of its file."""
    values = json.dumps(PLANS, ensure_ascii=False)
    about = json.dumps(f"{_MARKUP} </script> ![seen](http://evil.example/seen.png)")
    unit, long_header = json.dumps(_UNIT), json.dumps(f"{_MARKUP} " + "h" * 140)
    return f"""
        name = "hostile"
        description = {about}
        time_axis = "months"
        revenue = "fee"
        segments = ["plan", "{LONG_NAME}x", "months"]
        [columns]
        id = {{kind = "identifier", header = "Id"}}
        months = {{kind = "numeric", header = "M", unit = {unit}, description = {about}}}
        fee = {{kind = "numeric", header = "F", unit = {unit}}}
        plan = {{kind = "category", header = "P", values = {values}, description = {about}}}
        {LONG_NAME}x = {{kind = "category", header = {long_header}, values = {values}}}
        {LONG_NAME}y = {{kind = "flag", header = "<u>Y</u>", description = {about}}}
        left = {{kind = "target", header = "Left", description = {about}}}
        """


def write_table(path: Path, rows: int = 360, seed: int = 3) -> None:
    """Write the table; who is new and of the first plans leaves more often, so a model learns."""
    chance = random.Random(seed)
    long_header = f"{_MARKUP} " + "h" * 140
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Id", "M", "F", "P", long_header, "<u>Y</u>", "Left", "<s>unknown</s>"])
        for row in range(rows):
            months, plan = chance.randrange(60), row % len(PLANS)
            leaves = chance.random() < (0.75 if plan < 5 else 0.3) - months / 100
            other = PLANS[chance.randrange(len(PLANS))]
            cells = [f"<id>{row}", months, 20 + plan, PLANS[plan], other]
            out.writerow([*cells, chance.choice("YN"), "Yes" if leaves else "No", "<s>x</s>"])
