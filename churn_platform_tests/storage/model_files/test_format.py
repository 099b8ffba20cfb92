"""Model files: every model of ours can be read, and nothing else can."""

import io
import pickle
import pickletools
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from churn_platform.analysis.cleaning.customers import clean_customers
from churn_platform.analysis.parsing.number_format import NumberFormat
from churn_platform.analysis.scoring.encoded import encode_table
from churn_platform.analysis.scoring.folds import FoldScorers
from churn_platform.analysis.scoring.scorer import Scorer, compile_scorer
from churn_platform.analysis.training import models
from churn_platform.analysis.training.calibration import Calibration
from churn_platform.config.contracts.contract import Contract
from churn_platform.config.contracts.load import find_contract, load_contract
from churn_platform.config.hyperparameters import DEFAULTS
from churn_platform.storage.model_files import format as model_file
from churn_platform.storage.model_files.inspection import inspect
from churn_platform.storage.model_files.known import (
    FOLDS,
    FORMER_NAME,
    KNOWN,
    PIPELINE,
    SCORER,
    ModelFileError,
    kind_of,
)
from churn_platform_tests.analysis.figures.shapes import SHAPES
from churn_platform_tests.api.trained import customers
from churn_platform_tests.tables.bank import bank
from churn_platform_tests.tables.ecommerce import ecommerce
from churn_platform_tests.tables.orange_telecom import orange_telecom
from churn_platform_tests.tables.saas import saas
from churn_platform_tests.telco import TELCO

TABLES: dict[str, Callable[[int, int], pd.DataFrame]] = {
    "bank": bank,
    "ecommerce": ecommerce,
    "orange_telecom": orange_telecom,
    "saas": saas,
}
SIGMOID = Calibration(True, 1.25, -0.5, 0.1, 0.01)
Build = Callable[..., Pipeline]
BUILDS: dict[str, Build] = {
    "logistic_regression": models.logistic_regression,
    "gradient_boosting": models.gradient_boosting,
}


class Made(NamedTuple):
    """A model and its file."""

    model: Any
    content: bytes


def text(content: str) -> bytes:
    """Put a text on a pickle's stack."""
    return b"\x8c" + bytes([len(content)]) + content.encode()


def named(module: str, name: str) -> bytes:
    """Put what has this name on a pickle's stack."""
    return text(module) + text(name) + b"\x93"


def crafted(steps: bytes) -> bytes:
    return b"\x80\x04" + steps + b"."


def scorer_of(state: bytes) -> bytes:
    """A pickle of a scorer that has this as its features."""
    return crafted(named(*SCORER) + b")\x81}" + text("features") + state + b"sb")


ARRAY = named("churn_platform.storage.model_files.format", "array")
OBJECTS = named("churn_platform.storage.model_files.format", "objects")
LEVEL_NAME = named("churn_platform.analysis.features", "level_name")
ASARRAY = named("scipy._lib.array_api_compat.numpy._aliases", "asarray")
SLICE = named("builtins", "slice")
EMPTY = named(*SCORER) + b")\x81"
LARGE = b"\x8a\x05" + bytes(5)


def fitted(name: str, clean: pd.DataFrame, contract: Contract) -> Pipeline:
    parameters = DEFAULTS[name] | ({"max_iter": 5} if name == "gradient_boosting" else {})
    return models.fit_model(BUILDS[name](contract, parameters, 42), clean, contract).pipeline


def contracted(name: str) -> tuple[pd.DataFrame, Contract]:
    """A clean table of a shipped contract."""
    contract = load_contract(find_contract(name, find_contract("telco", None).parent))  # type: ignore[arg-type]
    names = {column.source: column.name for column in contract.columns}
    raw = TABLES[name](600, 1).astype(str).rename(columns=names)
    if contract.identifier not in raw:  # one that the contract puts together of other columns
        raw[contract.identifier] = [f"customer {place}" for place in range(len(raw))]
    points = NumberFormat(
        ".", is_known=True
    )  # as `str` writes numbers, whatever the contract states
    return clean_customers(raw[list(names.values())], contract, points).customers, contract


def content_of(model: Any) -> bytes:
    file = io.BytesIO()
    model_file.save(model, file)
    return file.getvalue()


def named_in(content: bytes) -> set[tuple[str, str]]:
    """The names in a pickle, as Python's own tools find them."""
    found: set[tuple[str, str]] = set()
    texts: list[Any] = []
    memo: list[Any] = []
    for opcode, argument, _ in pickletools.genops(content):
        if opcode.name in ("SHORT_BINUNICODE", "BINUNICODE"):
            texts.append(argument)
        elif opcode.name == "MEMOIZE":
            memo.append(texts[-1] if texts else "")
        elif opcode.name == "STACK_GLOBAL":
            found.add((texts[-2], texts[-1]))
        elif opcode.name in ("BINGET", "LONG_BINGET"):
            texts.append(memo[int(argument or 0)])
    return found


@pytest.fixture(scope="module")
def tables() -> dict[str, tuple[pd.DataFrame, Contract]]:
    """Tables of all shipped contracts and of all kinds of columns."""
    shapes = {name: (each.clean, each.contract) for name, each in SHAPES.items()}
    telco = {"telco": (customers(), TELCO)}
    return {**shapes, **telco, **{name: contracted(name) for name in TABLES}}


@pytest.fixture(scope="module")
def made(tables: dict[str, tuple[pd.DataFrame, Contract]]) -> dict[str, Made]:
    """Each model of each table, and its scorer."""
    found = {}
    for name, (clean, contract) in tables.items():
        pipelines = {each: fitted(each, clean, contract) for each in BUILDS}
        pipelines["calibrated"] = models.calibrated(pipelines["logistic_regression"], SIGMOID)
        for each, pipeline in pipelines.items():
            scorer = compile_scorer(pipeline, contract, encode_table(clean, contract))
            found[f"{name}, {each}"] = Made(pipeline, content_of(pipeline))
            found[f"{name}, {each}, scorer"] = Made(scorer, content_of(scorer))
            ids = np.arange(3, dtype=np.uint64)
            folds = FoldScorers((scorer, scorer), ids, np.array([0, 1, 0], dtype=np.int8))
            found[f"{name}, {each}, folds"] = Made(folds, content_of(folds))
    return found


def test_every_model_of_every_contract_is_read_and_says_the_same(
    made: dict[str, Made], tables: dict[str, tuple[pd.DataFrame, Contract]]
) -> None:
    for name, model in made.items():
        clean, contract = tables[name.split(", ")[0]]
        if name.endswith("scorer"):
            scorer = model_file.load(model.content, SCORER)
            encoded = encode_table(clean, contract)
            expected = model.model.probability(encoded)
            np.testing.assert_array_equal(scorer.probability(encoded), expected)
        elif name.endswith("folds"):
            folds = model_file.load(model.content, FOLDS)
            encoded = encode_table(clean, contract)
            expected = model.model.scorers[1].probability(encoded)
            np.testing.assert_array_equal(folds.scorers[1].probability(encoded), expected)
            ids = np.array([1, 2, 3], dtype=np.uint64)
            np.testing.assert_array_equal(folds.of(ids), [1, 0, -1])
        else:
            pipeline = model_file.load(model.content, PIPELINE)
            expected = models.churn_probability(model.model, clean, contract)
            found = models.churn_probability(pipeline, clean, contract)
            np.testing.assert_array_equal(found, expected)


def test_the_list_has_no_name_that_no_model_needs(made: dict[str, Made]) -> None:
    needed: set[tuple[str, str]] = set()
    for each in made.values():
        needed |= named_in(each.content)
    assert needed == KNOWN


def test_arrays_come_back_as_they_were() -> None:
    arrays = [
        np.arange(12.0).reshape(3, 4),
        np.asfortranarray(np.arange(12).reshape(3, 4)),
        np.zeros((0, 8), dtype=np.uint32),
        np.array(["a", None, 1.5], dtype=object),
        np.array([["a"], ["b"]], dtype=object),
        np.array([(1, 2.5)], dtype=[("whole", "u1"), ("part", "<f8")]),
        np.array(3.5),
        np.array([np.nan, np.inf]),
    ]
    back = model_file.load(content_of(held(*arrays)), SCORER).features
    for array, found in zip(arrays, back, strict=True):
        np.testing.assert_array_equal(array, found)
        assert (array.dtype, array.shape) == (found.dtype, found.shape)
        assert array.flags.f_contiguous == found.flags.f_contiguous and found.flags.writeable


def test_files_from_before_the_module_moved_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.arange(6.0).reshape(2, 3)
    with monkeypatch.context() as earlier:
        earlier.setitem(sys.modules, FORMER_NAME, model_file)
        for name in ("array", "objects", "number", "array_type"):
            earlier.setattr(getattr(model_file, name), "__module__", FORMER_NAME)
        content = content_of(held(values))
    assert (FORMER_NAME, "array") in named_in(content)
    (found,) = model_file.load(content, SCORER).features
    np.testing.assert_array_equal(found, values)


def held(*things: Any) -> Scorer:
    """A scorer that holds something else than numbers."""
    return Scorer(things, None)  # type: ignore[arg-type]


def test_what_could_not_be_read_is_not_written() -> None:
    file = io.BytesIO()
    with pytest.raises(ModelFileError, match=r"^contains pathlib\.PosixPath, which is not part"):
        model_file.save(held(find_contract("telco", None)), file)  # type: ignore[arg-type]
    assert file.getvalue() == b""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a model file"),
        (b"\x80\x04N.", "holds no Pipeline"),
        (crafted(named("numpy", "ndarray")), "contains numpy.ndarray, which"),
        # numpy's own forms, in which a type can be given flags that point into memory
        (pickle.dumps(np.dtype("f8")), "contains numpy.dtype, which"),
        (pickle.dumps(np.arange(3.0)), "contains numpy"),
        (
            crafted(named("sklearn.pipeline", "Pipeline.fit")),
            "contains sklearn.pipeline.Pipeline.fit, which",
        ),
        # states set on a type or a function, and not on what it makes
        (crafted(named(*PIPELINE) + b"}b"), "changes a type"),
        (crafted(named("functools", "partial")), "contains functools.partial, which"),
        (crafted(LEVEL_NAME + b"}b"), "changes a type"),
        # an array of objects made of bytes
        (
            crafted(ARRAY + b"(" + text("|O") + b"K\x01\x85" + text("C") + text("a" * 8) + b"tR"),
            "calls array",
        ),
        (b"(V/dev/zero\nP.", "is not a model file"),
        (b"Pone\n.", "is not a model file"),
        (b"\x82\x01.", "is not a model file"),
    ],
)
def test_other_content_is_refused_in_a_line(content: bytes, said: str) -> None:
    with pytest.raises(ModelFileError) as refused:
        model_file.load(content, PIPELINE)
    assert str(refused.value).startswith(said) and "\n" not in str(refused.value)


def test_bytes_are_never_taken_for_addresses_of_objects() -> None:
    with pytest.raises(ValueError, match="OBJECT"):
        model_file.array("|O", (1,), "C", b"a" * 8)
    with pytest.raises(ValueError, match="no descriptor"):
        model_file.array_type(("O", {"a": 1}))


def test_only_what_a_step_publishes_as_a_model_is_one() -> None:
    binary = "application/octet-stream"
    assert kind_of("champion_model", "champion_scorer.joblib", binary) == SCORER
    assert kind_of("champion_model", "champion.joblib", binary) == PIPELINE
    for asset, id, kind in (
        ("raw_customers", "champion_scorer.joblib", binary),
        ("gradient_boosting_model", "champion_scorer.joblib", binary),
        ("champion_model", "gradient_boosting.joblib", binary),
        ("champion_model", "champion.json", "application/json"),
        ("champion_model", "champion_scorer.joblib", "text/csv; charset=utf-8"),
    ):
        with pytest.raises(ModelFileError, match=f"^is not a model that {asset} publishes$"):
            kind_of(asset, id, kind)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        # memory by an address, and addresses of objects
        (scorer_of(ASARRAY + b"N\x85R"), "calls asarray in a way"),
        (scorer_of(LEVEL_NAME + b"N\x85R"), "calls level_name in a way"),
        (scorer_of(EMPTY + b"}" + text("__array_interface__") + b"}sb"), "sets a state of Scorer"),
        (scorer_of(EMPTY + b"N}" + text("__class__") + b"Ns\x86b"), "sets a state of Scorer"),
        (
            scorer_of(
                ARRAY
                + b"("
                + text("<u8")
                + b"K\x01\x85"
                + text("C")
                + OBJECTS
                + b"K\x01\x85]Na\x86RtR"
            ),
            "calls array in a way",
        ),
        (scorer_of(OBJECTS + b"K\x01\x85]" + EMPTY + b"a\x86R"), "calls objects in a way"),
        # numpy's own way to set a state
        (
            scorer_of(
                named("churn_platform.storage.model_files.format", "array_type")
                + text("<f8")
                + b"\x85R}b"
            ),
            "sets a state of array_type",
        ),
        (scorer_of(SLICE + SLICE + b"N\x85R\x85R"), "calls slice in a way"),
        # steps that no model has, and keys that cost time or end the process
        (crafted(EMPTY + b"r\x00\x00\x00\x01"), "is not a model file (StepError)"),
        (crafted(b"cbuiltins\nslice\n0" + EMPTY), "is not a model file (StepError)"),
        (scorer_of(b"})Ns"), "is not a model file (StepError)"),
        (scorer_of(b"}" + LARGE + b"Ns"), "is not a model file (StepError)"),
        (scorer_of(b"(" * 101 + b"t" * 101), "is not a model file (StepError)"),
        (scorer_of(b"]" + b"Na" * 500_000), "is not a model file (StepError)"),
        (crafted(EMPTY) + b"more", "is not a model file (StepError)"),
    ],
    ids=range(15),
)
def test_what_reaches_into_memory_or_burns_time_is_refused_before_it_is_loaded(
    content: bytes, said: str
) -> None:
    with pytest.raises(ModelFileError) as refused:
        inspect(content, SCORER)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("kind", ["the pipeline", "its scorer", "calibrated"])
def test_trees_that_lead_out_of_their_tables_never_reach_lightgbm(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = fitted("gradient_boosting", customers(), TELCO)
    wrong = model[-1].trees_.replace("left_child=1 ", "left_child=0 ", 1)
    assert wrong != model[-1].trees_
    scorer = compile_scorer(model, TELCO, encode_table(customers(), TELCO))
    model[-1].trees_ = wrong
    monkeypatch.setattr("lightgbm.Booster", None)  # nothing may make one
    made: Any = models.calibrated(model, SIGMOID) if kind == "calibrated" else model
    if kind == "its scorer":
        made = replace(scorer, parts=replace(scorer.parts, trees=wrong))
    with pytest.raises(ModelFileError, match=r"^cannot be loaded here \(ValueError\)$"):
        model_file.load(content_of(made), SCORER if kind == "its scorer" else PIPELINE)


def test_a_spline_with_too_few_knots_is_not_loaded() -> None:
    from scipy.interpolate import BSpline

    spline = BSpline(np.arange(8.0), np.ones(4), 3)
    model_file.load(content_of(held(spline)), SCORER)
    spline.k = 1000
    with pytest.raises(ModelFileError, match=r"^cannot be loaded here \(ValueError\)$"):
        model_file.load(content_of(held(spline)), SCORER)
