"""A pile read on a Dask cluster, from this computer or from a store, gives the same as here."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pandas as pd
import pytest

from lcxl import merge
from lcxl.books import build_metric_definitions, build_recruiting_tracker, build_reporting_workbook
from lcxl.books.host import values_of_plan
from lcxl.combine.master import pile_of
from lcxl.demo import demo_submissions
from lcxl.engine import cluster as cluster_module
from lcxl.engine.cluster import Dask
from lcxl.engine.processes import Processes
from lcxl.errors import LcxlError
from lcxl.files import located, write_file
from lcxl.intake.collect import each_team
from lcxl.intake.reading import cache_of
from lcxl.intake.sources.base.source import File
from lcxl.plan import Collaborative, load_example
from lcxl.tables.dataset import DONE, merge_dataset
from tests.acceptance.test_cli import Run
from tests.acceptance.test_docs import told_commands
from tests.helpers.cluster import Cluster, running_cluster, running_store
from tests.helpers.paths import ROOT

TLS = "tls://10.0.0.5:8786"
GUIDE = ROOT / "docs" / "guide" / "data.md"


@pytest.fixture(scope="module")
def plan() -> Collaborative:
    return load_example("hypertension")


@pytest.fixture(scope="module")
def folder(plan: Collaborative, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collaborative with 77 files, some of which cannot be read."""
    home = tmp_path_factory.mktemp("pile")
    values = values_of_plan(plan)
    write_file(home / "metric-definitions.xlsx", build_metric_definitions(values))
    write_file(home / "recruiting-tracker.xlsx", build_recruiting_tracker(values))
    for sent in demo_submissions(plan):
        data = build_reporting_workbook(plan, plan.team(sent.team_id), sent.filled)
        if sent.damage:
            data = data[: len(data) // 2]
        for copy in range(7):
            path = home / "submissions" / str(copy) / Path(sent.file).name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data + b"\0" * copy)
    (home / "submissions" / "notes.txt").write_text("not a workbook")
    return home


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[dict[str, str]]:
    """The same collaborative in a bucket; what a process needs to find it."""
    with running_store(tmp_path_factory.mktemp("store")) as environment:
        before = dict(os.environ)
        os.environ.update(environment)
        root = located("s3://bucket/learning")
        for path in folder.rglob("*.*"):
            write_file(root / path.relative_to(folder).as_posix(), path.read_bytes())
        yield environment
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, store: dict[str, str]) -> Iterator[Cluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster"), store) as running:
        yield running


def test_a_cluster_gives_what_one_process_gives(
    plan: Collaborative, folder: Path, cluster: Cluster, tmp_path: Path
) -> None:
    here = merge(folder)
    assert {f.state for f in here.files} == {"taken", "superseded", "set aside"}
    there = Dask(cluster.address)
    assert merge(folder, engine=there) == here
    cache = cache_of(plan, tmp_path)
    for _ in range(2):  # what this computer remembers is known there too
        assert merge(folder, engine=there, cache=cache) == here


def test_what_the_host_keeps_about_others_stays_here(
    plan: Collaborative, folder: Path, cluster: Cluster
) -> None:
    plan = replace(plan, prospects=plan.teams[:1])

    def seen(plan: Collaborative, _: object) -> tuple[int, int]:
        return len(plan.prospects), len(plan.teams)

    found = each_team(plan, pile_of(folder), seen, engine=Dask(cluster.address))
    assert set(found.values()) == {(0, len(plan.teams))}


def test_files_of_this_computer_are_sent_along(
    folder: Path, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path "home" leads nowhere on the other machines."""
    monkeypatch.chdir(tmp_path)
    home = Path("home")
    shutil.copytree(folder, home)
    (home / "submissions" / "broken.xlsx").symlink_to(tmp_path / "nowhere.xlsx")
    here, there = merge(home), Dask(cluster.address)
    assert any("cannot be opened" in f.message for f in here.findings)
    assert merge(home, engine=there) == here
    # Neither do the other machines have what this one remembers of an earlier run.
    cache = cache_of(here.plan, tmp_path)
    merge(home, cache=cache)
    for path in (home / "submissions" / "3").iterdir():
        path.unlink()
    assert merge(home, engine=there, cache=cache) == merge(home)


@pytest.mark.thorough
def test_from_a_store(lcxl: Run, folder: Path, cluster: Cluster, tmp_path: Path) -> None:
    """As a person does it: the same bytes as from a folder on this computer."""
    expected = lcxl("merge", str(folder), "-o", "local.csv", "--to", "csv")
    address = "s3://bucket/learning"
    for more in (("--dask", cluster.address), ()):
        done = lcxl("merge", address, "-o", "stored.csv", "--to", "csv", *more)
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.splitlines()[:-2] == expected.stdout.splitlines()[:-2]
        stored = (tmp_path / "stored.csv").read_bytes()
        assert stored == (tmp_path / "local.csv").read_bytes()
        (tmp_path / "stored.csv").unlink()
    done = lcxl("merge", address, "--dask", cluster.address)
    assert done.stdout.splitlines()[-1] == f"{address}/master.xlsx"
    lcxl("merge", str(folder))
    there = located(address) / "master.xlsx"
    assert there.read_bytes() == (folder / "master.xlsx").read_bytes()
    (folder / "master.xlsx").unlink()
    there.unlink()


def test_a_dataset(lcxl: Run, folder: Path, cluster: Cluster, tmp_path: Path) -> None:
    """A file for each team; together they are the one file that is written without a cluster."""
    lcxl("merge", str(folder), "-o", "one.parquet", "--to", "parquet")
    one = pd.read_parquet(tmp_path / "one.parquet")
    for source, target in (
        (str(folder), "many.parquet"),
        ("s3://bucket/learning", "s3://bucket/results/many.parquet"),
    ):
        parts = located(target if "://" in target else str(tmp_path / target))
        for again in (False, True) if source == str(folder) else (False,):
            if again:  # all of the first is gone then, whatever its parts were called
                write_file(parts / "part-99999-old.parquet", b"")
            done = lcxl("merge", source, "-o", target, "--to", "parquet", "--dask", cluster.address)
            assert (done.returncode, done.stderr) == (1, "")
            names = sorted(path.name for path in parts.iterdir())
            assert len(names) == one["team_id"].nunique() + 1
            assert DONE in names
        assert done.stdout.splitlines()[-2:] == [
            target, target.removesuffix(".parquet") + "-dictionary.csv",
        ]  # fmt: skip
        many = pd.concat(pd.read_parquet(str(parts / n)) for n in names if n != DONE)
        assert many.reset_index(drop=True).equals(one)
    assert pd.read_parquet(tmp_path / "many.parquet").equals(one)


@pytest.mark.parametrize("target", ["", "s3://bucket/"])
def test_a_dataset_takes_no_other_place(
    lcxl: Run, folder: Path, cluster: Cluster, tmp_path: Path, target: str
) -> None:
    root = located(target or str(tmp_path))
    write_file(root / "single.parquet", b"1")
    (root / "photos").mkdir(exist_ok=True)
    write_file(root / "photos" / "one.jpg", b"2")
    write_file(root / "photos" / "part-00000-a.parquet", b"3")
    for name in ("photos", "single.parquet"):
        words = ("-o", target + name, "--to", "parquet", "--dask", cluster.address)
        done = lcxl("merge", str(folder), *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{target}{name} is there already and is no dataset that lcxl wrote" in done.stderr
    assert (root / "single.parquet").read_bytes() == b"1"
    assert (root / "photos" / "one.jpg").read_bytes() == b"2"
    assert (root / "photos" / "part-00000-a.parquet").read_bytes() == b"3"


@pytest.mark.thorough
def test_a_dataset_of_nothing_has_columns(folder: Path, tmp_path: Path) -> None:
    empty = merge_dataset(folder, plan=load_example("social-needs"))
    assert not empty.parts
    empty.write(tmp_path / "empty.parquet")
    assert "team_id" in pd.read_parquet(tmp_path / "empty.parquet")


def test_a_dataset_that_cannot_be_put_in_its_place(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system may refuse to rename what a program has open; a run may be killed there."""
    place = tmp_path / "all.parquet"
    dataset = merge_dataset(folder)
    dataset.write(place)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.suffix == ".new":
            raise PermissionError(13, "in use")
        return rename(self, target)

    with monkeypatch.context() as change:
        change.setattr(Path, "rename", refused)
        with pytest.raises(LcxlError, match=r"all\.parquet cannot be written: in use"):
            dataset.write(place)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert list(tmp_path.iterdir()) == [place]
    place.rename(tmp_path / ".all.parquet.old")  # killed between the two
    dataset.write(place)
    assert {path.name for path in place.iterdir()} == before.keys()
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.thorough
def test_commands_that_the_guide_tells(
    lcxl: Run, folder: Path, cluster: Cluster, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "my-collaborative")
    named = {
        "tcp://10.0.0.5:8786": cluster.address,
        "s3://bucket/my-collaborative": "s3://bucket/learning",
    }
    told = [words for words in told_commands(GUIDE) if "--dask" in words and TLS not in words]
    assert len(told) == 3
    for _, *words in told:
        done = lcxl(*(named.get(word, word) for word in words))
        assert (done.returncode, done.stderr) == (1, "")


def certificate(folder: Path) -> dict[str, str]:
    """One for all, made as the guide says; gives the environment in which Dask finds it."""
    made = next(line for line in GUIDE.read_text().splitlines() if line.startswith("openssl req"))
    subprocess.run(shlex.split(made), cwd=folder, check=True, capture_output=True)
    lines = re.findall(r"^export (DASK_\w+)=(.*)$", GUIDE.read_text(), re.MULTILINE)
    assert len(lines) == 8
    return {name: str(folder / value) if ".pem" in value else value for name, value in lines}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
@pytest.mark.thorough
def test_a_cluster_that_only_those_with_the_key_may_use(
    lcxl: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the guide shows it: encrypted, and closed to whoever has no key."""
    shutil.copytree(folder, tmp_path / "my-collaborative")
    (told,) = [words for words in told_commands(GUIDE) if TLS in words]
    environment = certificate(tmp_path)
    with running_cluster(tmp_path, environment, "tls") as running:
        assert running.address.startswith("tls://")
        command = [running.address if word == TLS else word for word in told[1:]]
        refused = lcxl(*command)
        assert refused.returncode == 2
        assert "name the cluster's certificate and key" in refused.stderr
        assert not (tmp_path / "my-collaborative" / "master.xlsx").exists()
        assert lcxl(*[w.replace("tls://", "tcp://") for w in command]).returncode == 2
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        done = lcxl(*command)
        assert (done.returncode, done.stderr) == (1, "")
    assert (tmp_path / "my-collaborative" / "master.xlsx").exists()


def test_a_folder_that_all_machines_share(folder: Path, cluster: Cluster) -> None:
    assert merge(folder.as_uri(), engine=Dask(cluster.address)) == merge(folder)


def test_a_lost_machine(folder: Path, store: dict[str, str], tmp_path: Path) -> None:
    """One of two is killed in the middle: the other does its work again."""
    here = merge(folder, engine=Processes(1))
    with running_cluster(tmp_path, store) as running:
        there = Dask(running.address)
        assert merge("s3://bucket/learning", engine=there) == here

        def killing(files: Sequence[File]) -> Iterable[File]:
            for number, file in enumerate(files):
                if number == len(files) // 3:
                    running.kill_one()
                yield file

        assert merge(folder, killing, engine=there) == here
        assert len(running.workers) == 1


@pytest.mark.skipif(os.name != "posix", reason="stops a process for a while")
@pytest.mark.thorough
def test_a_machine_that_hangs_before_it_is_lost(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its results are known to be there and cannot be fetched for longer than is waited at once."""
    here = merge(folder, engine=Processes(1))
    with running_cluster(tmp_path, {}) as running:
        there = Dask(running.address)
        assert merge(folder, engine=there) == here
        monkeypatch.setattr(cluster_module, "PATIENCE", 0.5)
        hanging = running.workers.pop()

        def stopping(files: Sequence[File]) -> Iterable[File]:
            for number, file in enumerate(files):
                if number == len(files) // 3:
                    hanging.send_signal(signal.SIGSTOP)
                    Timer(3, hanging.kill).start()
                yield file

        assert merge(folder, stopping, engine=there) == here


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "foo://x:1", "tcp://a b:8786"])
def test_what_is_no_address(lcxl: Run, folder: Path, address: str) -> None:
    done = lcxl("merge", str(folder), "--dask", address)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"'{address}' is no address of a Dask scheduler.")
    assert len(done.stderr.splitlines()) == 2


def test_no_machine_to_work_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start, and when the last one stops in the middle."""
    monkeypatch.setattr(cluster_module, "PATIENCE", 2)
    with running_cluster(tmp_path, {}) as running:

        def progress(files: Sequence[File]) -> Iterable[File]:
            for number, file in enumerate(files):
                if number == 5:
                    for worker in running.workers:
                        worker.kill()
                        worker.wait()
                yield file

        with pytest.raises(LcxlError, match="No machine of the Dask cluster is left"):
            merge(folder, progress, engine=Dask(running.address))
        with pytest.raises(LcxlError, match="has no machine to work on"):
            merge(folder, engine=Dask(running.address))


@pytest.mark.thorough
def test_nobody_there(lcxl: Run, folder: Path) -> None:
    done = lcxl("merge", str(folder), "--dask", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "No Dask scheduler answers at tcp://127.0.0.1:9.",
        "Check the address (such as tcp://10.0.0.5:8786), and that the scheduler runs.",
    ]


def test_another_lcxl_is_refused(
    folder: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "code_digest", lambda: "another")
    with pytest.raises(LcxlError, match="another lcxl") as refused:
        merge(folder, engine=Dask(cluster.address))
    assert "same version" in refused.value.fix


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("s3://bucket/nothing", "There is no metric-definitions.xlsx in s3://bucket/nothing."),
        ("gopher://x/y", "gopher://x/y is no place that can be opened"),
        ("gs://x/y", "needs a package that is not installed"),
    ],
)
def test_places_that_are_none(lcxl: Run, store: dict[str, str], place: str, words: str) -> None:
    done = lcxl("merge", place)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_drive_of_windows_is_no_store() -> None:
    assert located("C://learning") == Path("C://learning")


def test_a_store_that_cannot_be_reached(
    lcxl: Run, plan: Collaborative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    done = lcxl("merge", "s3://bucket/learning")
    assert done.returncode == 2
    assert "metric-definitions.xlsx cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
