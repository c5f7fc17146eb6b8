"""What `score --engine` does once its arguments are clear: an engine reads, scores and writes."""

import logging
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from estimator.advance import advanced, lasting
from estimator.atomic_file import atomic_folder
from estimator.cli.given_sources import latest
from estimator.cli.options import Input, Output
from estimator.cli.output import writable
from estimator.cli.progress import OFTEN
from estimator.cli.telling import line_of
from estimator.cli.words import needed
from estimator.errors import Fault, InputError, LogError, SsiError
from estimator.readers.outcome import FileReport

if TYPE_CHECKING:
    from estimator.cli.score import ScoreCommand
    from estimator.engines.survey import Survey

PINNED = "PySpark does not take pandas 3 for tested yet; scores were the same where we tried"
OURS = re.compile(r"^estimator\.errors\.\w+: (.+)$", re.MULTILINE)
Open = Callable[[str], Any]  # a folder as an engine's log
Write = Callable[[Any, Path], None]  # an engine's own frame, which has no common type


def score_on(engine: str, asked: "ScoreCommand") -> None:
    """Surveys the log, then has the workers score it and write the scores as Parquet."""
    folder, target = _source(asked), _target(asked)
    if asked.scheduler is not None and engine != "dask":
        raise click.UsageError("--scheduler is Dask's; Spark's own configuration names its master")
    rules = asked.loaded()
    with _told(engine), RUNNING[engine](asked) as (log_of, put):
        from estimator.coverage import Coverage
        from estimator.engines.arrow import scores

        log = log_of(folder)
        survey = log.survey(max(latest(), rules.calibrated_until, asked.on or date.min))
        _tell(survey, folder, asked, log.left_out)
        coverage = Coverage.complete() if asked.complete else survey.coverage()
        day = asked.on or survey.last_day(coverage)
        if asked.on is None:
            asked.say(f"scored on {day}, the log's last day; --on DATE names another")
        with atomic_folder(target) as beside:
            put(scores(log, rules, day, asked.seat, coverage), beside)
    asked.say(f"written to {target}")


def _source(asked: Input) -> str:
    """The one folder to read. Raises: UsageError for what an engine cannot do."""
    given = {"--account": asked.account, "--period": asked.period, "--map": asked.column_map}
    for option, value in given.items():
        if value:
            raise click.UsageError(f"{option} does not go with --engine; `ssi import` takes it")
    if len(asked.sources) != 1 or asked.sources[0] == "-":
        raise click.UsageError("--engine reads one folder of Parquet files")
    return asked.sources[0]


def _target(asked: Output) -> Path:
    """The new folder to write. Raises: UsageError without one; InputError when it is there."""
    target = asked.output
    if target is None:
        raise click.UsageError("--engine writes a folder of Parquet files; name it with -o FOLDER")
    if asked.form is not None:
        raise click.UsageError(f"--format {asked.form} does not go with --engine: it is Parquet")
    if asked.force and target.exists() and not _holds_scores(target):
        what = "holds other things than scores; --force replaces a whole folder"
        raise InputError.at(target, what)
    return writable(target, force=asked.force)


def _holds_scores(folder: Path) -> bool:
    """Whether a folder holds what an engine writes, or nothing."""
    from pyarrow import ArrowException
    from pyarrow.parquet import read_schema

    inner = folder.glob("[!._]*") if folder.is_dir() else [folder]
    try:
        return all({"account", "seat", "total"} <= {*read_schema(file).names} for file in inner)
    except (ArrowException, OSError):
        return False


@contextmanager
def _told(engine: str) -> Iterator[None]:
    """What an engine's own libraries raise, as a sentence. Raises: InputError."""
    try:
        yield
    except (SsiError, click.ClickException):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:  # else its words are a library's
            raise
        ours = OURS.search(str(error))  # what a worker said, where its words alone come back
        what = "the job could not be done; the engine's own log says where it stopped"
        raise InputError.at(f"--engine {engine}", ours[1] if ours else what) from error


def _tell(survey: "Survey", folder: str, asked: Input, left_out: Sequence[str]) -> None:
    """Says what the log spans. Raises: InputError with --strict, when a row cannot be used."""
    faults = survey.faults()
    if asked.strict and faults:
        raise InputError([*faults, Fault("--strict", "a faulty row is an error")])
    n_rows = survey.rows + sum(survey.left_out.values())
    if not survey.rows and not survey.content.get("accounts"):
        kinds = "; ".join(f"{kind} ({n})" for kind, n in survey.left_out.items()) or "it is empty"
        raise LogError.at(folder, f"none of its {n_rows} rows can be used: {kinds}")
    days = [*survey.first.values(), *survey.last.values()]
    first, last = min(days, default=None), max(days, default=None)
    for what in left_out:
        asked.say(f"{folder}: {what}")
    told = FileReport(folder, "folder", n_rows, survey.rows, survey.left_out, first, last)
    asked.say(line_of(told))


@contextmanager
def _dask(asked: "ScoreCommand") -> Iterator[tuple[Open, Write]]:
    """Dask on a running cluster, or on one of this machine's processors that ends with the job."""
    with needed("--engine dask", "dask"):
        from distributed import Client, LocalCluster, get_client, wait

        from estimator.engines import dask

    def put(frame: Any, target: Path) -> None:
        """Has the workers write, and tells how many of the files are there."""
        job = get_client().compute(frame.to_parquet(str(target), write_index=False, compute=False))
        while not job.done():
            advanced("scoring files", len([*target.glob("*.parquet")]), frame.npartitions)
            with suppress(TimeoutError):
                wait(job, OFTEN)
        advanced("scoring files", frame.npartitions, frame.npartitions)
        job.result()

    if asked.scheduler is not None:
        try:
            client = Client(asked.scheduler)
        except (OSError, ValueError, TypeError):
            what = f"no scheduler answers (got {asked.scheduler!r}); write it as tcp://host:8786"
            raise InputError.at("--scheduler", what) from None
        with client:
            yield dask.log_of, put
    else:
        # without an address of its own Dask asks for port 8787, dashboard or not: `ssi serve`'s
        own = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
        with ExitStack() as running:
            with lasting("starting workers"):
                running.enter_context(Client(running.enter_context(LocalCluster(**own))))
            yield dask.log_of, put


@contextmanager
def _spark(asked: "ScoreCommand") -> Iterator[tuple[Open, Write]]:
    """Spark as its own configuration says; workers on this machine run this same Python."""
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise InputError.at("--engine spark", "needs Java 17 or newer, of which there is none")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with needed("--engine spark", "spark"):
        from pyspark.sql import SparkSession

        from estimator.engines import spark

        pandas = version("pandas")
    if pandas.startswith("3."):
        asked.say(f"{PINNED}; pip install 'ssi-estimator[spark]' brings one that it takes")

    shown = sys.stderr.isatty() and not asked.quiet
    # names of columns are read as they are written on every road
    settings = {"spark.ui.showConsoleProgress": str(shown), "spark.sql.caseSensitive": "true"}
    with lasting("starting Spark"):
        session = SparkSession.builder.appName("ssi score").config(map=settings).getOrCreate()
    try:
        yield spark.log_of, lambda frame, target: frame.write.parquet(str(target))
    finally:
        session.stop()


@contextmanager
def _local(asked: "ScoreCommand") -> Iterator[tuple[Open, Write]]:
    """This process: as many rows at once as a part of its memory holds."""
    with needed("--engine local", "data"):
        from estimator.engines import local

    memory = local.MEMORY if asked.memory is None else asked.memory * 1_000_000
    yield partial(local.log_of, memory=memory), local.Tables.fill


RUNNING: Mapping[str, Callable[["ScoreCommand"], Any]] = {
    "dask": _dask,
    "local": _local,
    "spark": _spark,
}
