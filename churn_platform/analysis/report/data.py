"""The report's data section: rows, repairs, checks and provenance."""

from typing import Any

from churn_platform.analysis.report.blocks import Block, Pairs, Section, Table, Text
from churn_platform.analysis.report.facts import Checked, ReportFacts
from churn_platform.analysis.report.formatting import line, moment
from churn_platform.catalog import CHAMPION
from churn_platform.metadata import Meta
from churn_platform.wording import DASH, capital, counted, model_words, origin_words, share


def data_section(facts: ReportFacts) -> Section:
    """Return the rows by outcome of the cleaning, and the checks with their findings."""
    judged = [check for check in facts.checks if check.passed is not None]
    failed = [check for check in judged if not check.passed]
    said = f"{len(judged) - len(failed):,} of {counted(len(judged), 'check')} passed."
    broken: list[Block] = [
        Table(
            "Checks that failed",
            ["Check", "Stops the run", "Found", "Expected"],
            [
                [_words(check), "yes" if check.is_blocking else "no", check.found, check.expected]
                for check in map(_escaped, failed)
            ],
            texts=4,
            long=2,
        )
    ]
    blocks: list[Block] = [_rows(facts.clean), Text(said), *(broken if failed else [])]
    return Section("data", "How good the data is", [*blocks, _table(facts.checks)])


def provenance_section(facts: ReportFacts) -> Section:
    """Return the source, versions and times of the page's numbers."""
    origin, champion, clean = facts.origin, facts.champion, facts.clean
    libraries = {**champion["libraries"], **origin.libraries}
    contract = champion["contract"]
    pairs = [
        ("Source", origin_words(line(clean[Meta.SOURCE]), bool(clean[Meta.IS_SAMPLE]))),
        ("Data version", line(origin.data_version)),
        ("Source read", moment(origin.checked_at)),
        ("Run of this report", line(origin.run_id)),
        ("Champion", f"{model_words(champion['name'])}, version {line(champion['version'])}"),
        ("Promoted", moment(champion["promoted_at"])),
        ("Champion's data", f"version {line(champion['source_version'])}"),
        *(
            (f"Newest {model_words(name)}", f"version {line(model['model_version'])}")
            for name, model in facts.metrics["models"].items()
        ),
        ("Contract", f"{line(contract['name'])}, version {line(facts.contract.version)}"),
        ("Seed of split and models", line(champion["seed"])),
        (
            "Made from",
            ", ".join(f"{key.replace('_', ' ')} {text}" for key, text in origin.versions.items()),
        ),
        ("Libraries", ", ".join(f"{name} {libraries[name]}" for name in sorted(libraries))),
    ]
    return Section("provenance", "Where the numbers come from", [Pairs(pairs)])


def _rows(clean: dict[str, Any]) -> Pairs:
    rows, left_out = clean[Meta.ROWS], clean[Meta.QUARANTINED_ROWS]
    by_rule, repairs = clean[Meta.QUARANTINED_BY_RULE], clean[Meta.REPAIRS]
    unlabelled = clean[Meta.UNLABELLED_ROWS]
    total = rows + unlabelled + left_out
    excluded = [*clean[Meta.EXCLUDED_COLUMNS], *clean[Meta.UNKNOWN_COLUMNS]]
    aside = f"{left_out:,} ({share(left_out / total if total else None)} of all)"
    return Pairs(
        [
            ("Customers with a known outcome", f"{rows:,}"),
            ("Customers with an unknown outcome", f"{unlabelled:,}"),
            ("Rows set aside", aside + _listed(by_rule)),
            ("Duplicate rows", f"{clean[Meta.DUPLICATE_ROWS]:,}"),
            ("Values repaired", f"{sum(repairs.values()):,}{_listed(repairs)}"),
            ("Columns not used", ", ".join(map(line, excluded)) or "none"),
        ]
    )


def _listed(counts: dict[str, int]) -> str:
    found = [f"{line(name).replace('_', ' ')} {count:,}" for name, count in counts.items() if count]
    return f": {', '.join(found)}" if found else ""


def _table(checks: list[Checked]) -> Table:
    rows = [
        [_words(check), check.asset.replace("_", " "), _result(check), check.found]
        for check in map(_escaped, checks)
        if check.asset != CHAMPION
    ]
    caption = "Checks and their findings; those of the champion are its gates above"
    return Table(caption, ["Check", "Of", "Result", "Found"], rows, texts=4, long=1)


def _escaped(check: Checked) -> Checked:
    found, expected = (line(text) if text else DASH for text in (check.found, check.expected))
    name, blocking = check.name, check.is_blocking
    return Checked(check.asset, name, blocking, check.passed, found, expected)


def _result(check: Checked) -> str:
    return {True: "passed", False: "FAILED", None: "not run"}[check.passed]


def _words(check: Checked) -> str:
    return capital(check.name.replace("_", " "))
