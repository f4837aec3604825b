"""/opt/standlkassa: what of a wheel goes in, how programs begin, what time and mode files have."""

import zipfile
from pathlib import Path

import pytest

from imager import python_tree
from imager.errors import BuildError
from imager.python_tree import SITE


def _wheel(folder: Path, name: str, **files: str) -> Path:
    path = folder / f"{name}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, content in files.items():
            wheel.writestr(file, content)
    return path


def _laid(tree: Path) -> set[str]:
    return {
        path.relative_to(tree / SITE).as_posix()
        for path in (tree / SITE).rglob("*")
        if path.is_file()
    }


def test_a_wheel_is_laid_without_what_nobody_reads(tmp_path: Path) -> None:
    """Modules, fonts and licences; no installer's notes, no manual page, no source in C."""
    kept = ("a/b.py", "a/font.ttf", "a-1.dist-info/METADATA", "a-1.dist-info/licenses/LICENSE")
    left = ("a-1.dist-info/RECORD", "a-1.data/data/share/man/man1/a.1", "a/b.c", "a/b.pyi")
    ours = ("a/tests/test_b.py", "tests/test_a.py", "docs/conf.py")
    wheel = _wheel(tmp_path, "a", **dict.fromkeys((*kept, *left, *ours), ""))

    python_tree.lay(tmp_path / "tree", [wheel])

    assert set(kept) == _laid(tmp_path / "tree")


def test_our_list_of_files_stays(tmp_path: Path) -> None:
    """Its digest stands in the description of the till (§ 131 BAO): it names what runs there."""
    wheel = _wheel(tmp_path, "ours", **{"standlkassa-1.dist-info/RECORD": ""})

    python_tree.lay(tmp_path / "tree", [wheel])

    assert {"standlkassa-1.dist-info/RECORD"} == _laid(tmp_path / "tree")


def test_a_module_called_tests_is_laid(tmp_path: Path) -> None:
    """Folders of tests stay away; a module that is called so may be needed."""
    python_tree.lay(tmp_path / "tree", [_wheel(tmp_path, "a", **{"a/tests.py": ""})])

    assert {"a/tests.py"} == _laid(tmp_path / "tree")


def test_two_wheels_with_the_same_file(tmp_path: Path) -> None:
    """Neither overwrites the other: which one the till has would be chance."""
    both = [_wheel(tmp_path, name, **{"x.py": name}) for name in ("a", "b")]

    with pytest.raises(BuildError, match=r"b\.whl: x\.py is there"):
        python_tree.lay(tmp_path / "tree", both)


def test_a_wheel_with_a_file_outside(tmp_path: Path) -> None:
    """Nothing is written beside the tree."""
    wheel = _wheel(tmp_path, "a", **{"../../out.py": ""})

    with pytest.raises(BuildError, match="leads outside"):
        python_tree.lay(tmp_path / "tree", [wheel])


def test_programs_are_those_of_our_wheel(tmp_path: Path) -> None:
    """Each begins Python of the tree, isolated from every other, and calls its function."""
    entries = "[console_scripts]\nkassad = firmware.app.main:main\n"
    wheel = _wheel(tmp_path, "ours", **{"ours-1.dist-info/entry_points.txt": entries})

    python_tree.programs(tmp_path / "tree", wheel)

    (program,) = (tmp_path / "tree/bin").iterdir()
    assert "kassad" == program.name
    assert program.read_text().startswith("#!/opt/standlkassa/bin/python -I\n")
    assert "from firmware.app.main import main\n" in program.read_text()


def test_debian_python_finds_the_tree(tmp_path: Path) -> None:
    """As in a virtual environment: Debian's own libraries stay outside."""
    python_tree.surround(tmp_path)

    settings = (tmp_path / "pyvenv.cfg").read_text().splitlines()
    assert Path("/usr/bin/python3.13") == (tmp_path / "bin/python").readlink()
    assert {"home = /usr/bin", "include-system-site-packages = false"} <= set(settings)


def test_every_file_has_one_time_and_its_mode(tmp_path: Path) -> None:
    """Programs can be run, everything is read by everybody and written by root alone."""
    tree = tmp_path / "tree"
    (tree / "bin").mkdir(parents=True)
    (tree / "bin/kassad").touch(0o600)
    (tree / "module.py").touch(0o777)
    (tree / "bin/python").symlink_to("/nowhere")

    python_tree.settle(tree, epoch=1_700_000_000)

    assert {1_700_000_000} == {path.lstat().st_mtime for path in (tree, *tree.rglob("*"))}
    assert (0o755, 0o644) == tuple(
        (tree / one).stat().st_mode & 0o777 for one in ("bin/kassad", "module.py")
    )
