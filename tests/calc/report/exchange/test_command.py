"""The options of a run that ask for exchange files."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from calc.cli import main
from calc.engine.errors import InputError, UsageError
from calc.report.exchange import declarations_of, wanted, write_exchange

ROOT = Path(__file__).parents[4]
EXAMPLE = str(ROOT / "examples" / "imports" / "shipments.csv")


def ledger(models: list[Any]) -> Any:
    return SimpleNamespace(
        groups={"declarations": models}, inputs=(), subject=SimpleNamespace(name="battery")
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"pact": "out.txt"}, "'.txt' is not known; choose one of .json"),
        ({"pact": "nowhere/out.json"}, "does not exist"),
        ({"pact": "a.json", "pact_version": "9"}, "PACT version '9' is not known"),
        ({"pact_version": "2.3.0"}, "goes with --pact"),
        ({"pact": "a.json", "passport": "./a.json"}, "--pact and --passport name the same file"),
        ({"passport": "a.json", "output": "a.json"}, "-o and --passport name the same file"),
        ({"pact": "a.json", "inputs": ["a.json"]}, "would overwrite the input"),
        ({"catena_x": "a.json", "redact": True}, "--catena-x needs the names that --redact hides"),
    ],
)
def test_what_cannot_become_a_file(
    options: dict[str, Any], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        wanted(**options)
    assert said in str(caught.value)


def test_nothing_asked_is_nothing_done() -> None:
    assert wanted() == ()
    assert write_exchange(ledger([]), ()) == []


def test_the_files_and_what_is_said(made: SimpleNamespace, tmp_path: Path) -> None:
    files = wanted(str(tmp_path / "pact.json"), "2.3", str(tmp_path / "pass.json"), str(tmp_path / "cx.json"))
    model = made.declaration(stages=made.stages(end_of_life=0.0))
    said = write_exchange(ledger([model]), files)
    assert said == [
        f"written, provisional (PACT 2.3.0): {tmp_path / 'pact.json'}",
        f"written, provisional (passport): {tmp_path / 'pass.json'}",
        f"written, provisional (catena-x): {tmp_path / 'cx.json'}",
    ]
    assert json.loads((tmp_path / "pact.json").read_text(encoding="utf-8"))["specVersion"] == "2.3.0"
    many = ledger([made.declaration(model=f"M{n}") for n in range(15)])
    assert write_exchange(many, files[:1])[0].endswith("pact-M11.json and 3 more")


def test_a_file_that_lacks_something_is_not_written(made: SimpleNamespace, tmp_path: Path) -> None:
    files = wanted(str(tmp_path / "pact.json"))
    with pytest.raises(InputError, match=r"was not written:\nmodels\.xlsx: Product: "):
        write_exchange(ledger([made.without("product_id")]), files)
    assert not list(tmp_path.iterdir())


def test_other_subjects_have_none(tmp_path: Path) -> None:
    files = wanted(str(tmp_path / "pact.json"))
    none: Any = SimpleNamespace(groups={}, inputs=(), subject=SimpleNamespace(name="imports"))
    with pytest.raises(UsageError, match="--pact is for batteries; this input was read as 'imports'"):
        declarations_of(none, files)
    with pytest.raises(UsageError, match="no model was computed"):
        declarations_of(ledger([]), files)


def test_the_command_refuses_other_subjects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    arguments = ["pigou", "run", EXAMPLE, "-o", str(out), "--pact", str(tmp_path / "p.json")]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "--pact is for batteries" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
