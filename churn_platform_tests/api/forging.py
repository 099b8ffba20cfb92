"""Ways to make the API or a step load a file that no training published, for `test_trust`."""

import io
import os
import pickle
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import joblib
import numpy as np
from dagster._core.events import StepMaterializationData

from churn_platform.catalog import CHAMPION, CHURN_PIPELINE, MAINTENANCE, SCORER_FILE, STEPS
from churn_platform.metadata import Meta
from churn_platform.storage.model_files import format as model_file
from churn_platform.storage.model_files.known import SCORER
from churn_platform_tests.api.trained import parquet, trained
from churn_platform_tests.api.world import NOTED, World

MADE: dict[str, Any] = {
    Meta.SOURCE_VERSION: "s" * 16,
    Meta.INPUTS: {"code": "1", "upstream": {}},
}
"""What a step reads of a result beside its files."""


class Marks:
    """What leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return Path.touch, (self.mark,)


@dataclass(frozen=True)
class Stage:
    """A platform whose champion serves, and the mark that no attack may leave."""

    world: World
    mark: Path
    metadata: dict[str, Any]

    @property
    def scorer(self) -> Path:
        """The file that scores customers."""
        return self.world.data_dir / str(self.metadata[Meta.FILES][-1]["path"])

    def payload(self, protocol: int = 4) -> bytes:
        """A pickle that leaves the mark."""
        return pickle.dumps(Marks(self.mark), protocol)

    def published(self, content: bytes, name: str = f"models/{SCORER_FILE}") -> dict[str, Any]:
        """Put a file among the versions, under its true hash."""
        return self.world.publish_as(name, content).as_metadata()

    def naming(self, file: dict[str, Any]) -> dict[str, Any]:
        """The champion's metadata with this file as its scorer."""
        return {**self.metadata, Meta.FILES: [*self.metadata[Meta.FILES][:-1], file]}

    def event(self, content: bytes | None = None, partition: str | None = None) -> Any:
        """A result of the champion that names a payload, published under the right name."""
        file = self.published(self.payload() if content is None else content)
        return dg.AssetMaterialization(
            CHAMPION, metadata=self.naming(file), partition=partition, tags={**_TAG}
        )

    def logged(self, run_id: str, step: str | None) -> None:
        """Write that event under this run and step, as nobody can through the webserver."""
        data = StepMaterializationData(self.event())
        kind = dg.DagsterEventType.ASSET_MATERIALIZATION.value
        event = dg.DagsterEvent(kind, CHURN_PIPELINE, step_key=step, event_specific_data=data)
        self.world.instance.report_dagster_event(event, run_id)

    def record(self, **changes: Any) -> None:
        """Record the champion in a run of ours, with its scorer's record changed like this."""
        self.note({**self.metadata[Meta.FILES][-1], **changes})

    def note(self, file: dict[str, Any]) -> None:
        """Record the champion in a run of ours, with this file as its scorer."""
        self.world.note(CHAMPION, **self.naming(file))

    def holding(self, content: bytes) -> None:
        """Record the champion in a run of ours, with a scorer of this content."""
        self.note(self.published(content))


_TAG = {"dagster/data_version": "f" * 16}
Attack = Callable[[Stage], object]


def _by_run(job: str, step: str | None = STEPS[CHAMPION], forget: bool = False) -> Attack:
    def attack(stage: Stage) -> None:
        stage.world.instance.add_run(dg.DagsterRun(job_name=job, run_id="another"))
        stage.logged("another", step)
        if forget:
            stage.world.instance.run_storage.delete_run("another")

    return attack


def _reported(stage: Stage, event: Any) -> None:
    stage.world.instance.report_runless_asset_event(event)


def _thirty(stage: Stage) -> None:
    for _ in range(30):
        _reported(stage, stage.event())


def _evaluated(stage: Stage) -> None:
    metadata = stage.event().metadata
    name = "candidate_reaches_the_floors"
    _reported(stage, dg.AssetCheckEvaluation(dg.AssetKey(CHAMPION), name, True, metadata))


PASSED_OVER: dict[str, Attack] = {
    "a reported result": lambda stage: _reported(stage, stage.event()),
    "a reported result of a partition": lambda stage: _reported(
        stage, stage.event(partition="2026-01")
    ),
    "a reported result that names a CSV": lambda stage: _reported(
        stage,
        dg.AssetMaterialization(
            CHAMPION,
            metadata=stage.naming(
                {**stage.published(csv(stage), "raw/telco.csv"), "id": SCORER_FILE}
            ),
        ),
    ),
    "thirty reported results": _thirty,
    "a reported observation": lambda stage: _reported(
        stage, dg.AssetObservation(CHAMPION, metadata=stage.event().metadata)
    ),
    "a reported evaluation": _evaluated,
    "a reported result of a model": lambda stage: _reported(
        stage,
        dg.AssetMaterialization("logistic_regression_model", metadata=stage.event().metadata),
    ),
    "a run that there is not": lambda stage: stage.logged("made up", STEPS[CHAMPION]),
    "no run, and the right step": lambda stage: stage.logged("", STEPS[CHAMPION]),
    "our run, and no step": lambda stage: stage.logged(NOTED, None),
    "our run, and another step": lambda stage: stage.logged(NOTED, "raw_customers"),
    "our run, and the asset for a step": lambda stage: stage.logged(NOTED, CHAMPION),
    "a run of another job": _by_run("somebody's job"),
    "a run of the maintenance": _by_run(MAINTENANCE),
    "a run that was deleted": _by_run(CHURN_PIPELINE, forget=True),
}
"""Events that do not count: the champion serves on."""


def csv(stage: Stage) -> bytes:
    """A table of two columns that is a pickle as well, of the oldest protocol."""
    command = f"cposix\nsystem\n(S'touch {stage.mark}'\ntR."
    return f"{command}\ncustomerID,Churn\n1,Yes\n".encode()


def _archive(stage: Stage) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("customers.csv", "customerID\n1\n")
    return stage.payload() + packed.getvalue()


def _dumped(stage: Stage, model: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    joblib.dump(model, file, **options)
    return file.getvalue()


def _inside(stage: Stage) -> bytes:
    """A scorer as it should be, but for one of its numbers."""
    scorer = trained().scorer
    return pickle.dumps(type(scorer)(scorer.features, scorer.parts, Marks(stage.mark)))  # type: ignore[arg-type]


def _pipeline(stage: Stage) -> bytes:
    file = io.BytesIO()
    model_file.save(trained().pipeline, file)
    return file.getvalue()


def _calls(name: str, argument: str) -> Callable[[Stage], bytes]:
    """A pickle that calls a function by its name: module, line break, name."""
    return lambda stage: f"c{name}\n(S'{argument.format(stage.mark)}'\ntR.".encode()


def _changes_a_type(_stage: Stage) -> bytes:
    """A pickle that would change the type of all scorers."""
    module, name = SCORER
    function = "cchurn_platform.analysis.features\nlevel_name\n"
    return f"c{module}\n{name}\n(N(dS'__call__'\n{function}stb.".encode()


HELD: dict[str, Callable[[Stage], bytes]] = {
    **{f"a pickle of protocol {n}": lambda stage, n=n: stage.payload(n) for n in range(6)},  # type: ignore[misc]
    "a joblib file": lambda stage: _dumped(stage, Marks(stage.mark)),
    "a packed joblib file": lambda stage: _dumped(stage, Marks(stage.mark), compress=3),
    "a joblib file with an array of objects": lambda stage: _dumped(
        stage, np.array([Marks(stage.mark)], dtype=object)
    ),
    "a CSV that is a pickle": csv,
    "a Parquet file behind a pickle": lambda stage: stage.payload() + parquet(trained().rows),
    "a zip archive behind a pickle": _archive,
    "a scorer with something else inside": _inside,
    "a pipeline in place of the scorer": _pipeline,
    "a call of eval": _calls("builtins\neval", '__import__("pathlib").Path("{}").touch()'),
    "a call of a function of numpy": _calls("numpy\nsave", "{}'\nS'0"),
    "a call of a function of scikit-learn": _calls("sklearn.datasets\nget_data_home", "{}"),
    "a call of a method of a known type": _calls("sklearn.pipeline\nPipeline.set_params", "{}"),
    "a change of a known type": _changes_a_type,
    "half a scorer": lambda stage: stage.scorer.read_bytes()[:-40],
    "nothing": lambda _stage: b"",
}
"""Contents of a scorer that a run of ours named, as if who can write the history had lied."""


def _elsewhere(place: str) -> Attack:
    def attack(stage: Stage) -> None:
        path = (stage.world.data_dir / place).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(stage.scorer, path)
        stage.record(path=place)

    return attack


def _absolute(stage: Stage) -> None:
    path = stage.mark.with_name("scorer.joblib")
    shutil.copyfile(stage.scorer, path)
    stage.record(path=str(path))


RECORDED: dict[str, Attack] = {
    "a path beside the versions": _elsewhere("models/champion_scorer.joblib"),
    "a path out of the data folder": _elsewhere("../champion_scorer.joblib"),
    "a path around the versions": _elsewhere("versions/../copy.joblib"),
    "an absolute path": _absolute,
    "a version of another hash": _elsewhere("versions/0123456789abcdef-champion_scorer.joblib"),
    "the type of a CSV": lambda stage: stage.record(media_type="text/csv; charset=utf-8"),
    "the name of another file": lambda stage: stage.record(id="telco.joblib"),
    "another asset's model": lambda stage: stage.note(
        stage.published(stage.scorer.read_bytes(), "models/gradient_boosting.joblib")
    ),
    "a table": lambda stage: stage.note(stage.published(csv(stage), "raw/telco.csv")),
}
"""Records of a run of ours that do not name a scorer as the champion's step publishes it."""


def _swapped(content: Callable[[Stage], bytes]) -> Attack:
    def attack(stage: Stage) -> None:
        other = stage.scorer.with_name("other")
        other.write_bytes(content(stage))
        os.replace(other, stage.scorer)

    return attack


def _in_place(make: Callable[[Path, Path], object]) -> Attack:
    """Put something else in the place of the scorer, given its path and that of a payload."""

    def attack(stage: Stage) -> None:
        payload = stage.mark.with_name("payload")
        payload.write_bytes(stage.payload())
        stage.scorer.unlink()
        make(stage.scorer, payload)

    return attack


def _linked_folder(stage: Stage) -> None:
    versions = stage.scorer.parent
    elsewhere = stage.mark.with_name("elsewhere")
    versions.rename(elsewhere)
    versions.symlink_to(elsewhere)


def _linked_to_itself(stage: Stage) -> None:
    """A link to the right content: but whose it is can change at any time."""
    elsewhere = stage.mark.with_name("elsewhere")
    stage.scorer.rename(elsewhere)
    stage.scorer.symlink_to(elsewhere)


def _older(stage: Stage) -> bytes:
    file = io.BytesIO()
    model_file.save(trained(seed=2).scorer, file)
    return file.getvalue()


SWAPPED: dict[str, Attack] = {
    "a file that was overwritten": lambda stage: stage.scorer.write_bytes(stage.payload()),
    "a file that was replaced": _swapped(Stage.payload),
    "a file of an older version": _swapped(_older),
    "a file of another model": _swapped(_pipeline),
    "a link to a payload": _in_place(lambda place, payload: place.symlink_to(payload)),
    "a hard link to a payload": _in_place(lambda place, payload: place.hardlink_to(payload)),
    "a link to the right content": _linked_to_itself,
    "a link in place of the folder": _linked_folder,
    "a pipe": _in_place(lambda place, _: os.mkfifo(place)),
    "a folder": _in_place(lambda place, _: place.mkdir()),
    "no file": _in_place(lambda _place, _payload: None),
}
"""What lies in the place of the champion's scorer."""
