"""Runs inside the environment of eark-validator: folders as arguments, one JSON document as answer.

The validator downloads four vocabularies when it is imported, although the wheel carries them; the shim below reads
those instead, so that nothing goes to the network.
"""

import json
import sys
import urllib.request
from importlib import import_module
from importlib.resources import files
from io import BytesIO
from pathlib import Path


def from_wheel(address: object, *_args: object, **_kwargs: object) -> BytesIO:
    """In place of urlopen: the file of the same name inside the wheel."""
    vocabularies = files("eark_validator") / "ipxml" / "resources" / "vocabs"
    return BytesIO((vocabularies / str(address).rsplit("/", 1)[1]).read_bytes())


def judge(folder: str) -> dict[str, object]:
    """The report about one package: structure, messages of the METS schema, messages of the rules."""
    version = import_module("eark_validator.specifications.specification").SpecificationVersion.V2_1_0
    report = import_module("eark_validator.packages").PackageValidator(Path(folder), version).validation_report
    schema = report.metadata.schema_results.messages if report.metadata else []
    rules = report.metadata.schematron_results.messages if report.metadata else []
    return {
        "structure": report.structure.status.value,
        "schema": [each.message for each in schema],
        "rules": [{"rule": e.rule_id, "severity": e.severity.value, "message": e.message} for e in rules],
    }


if __name__ == "__main__":
    setattr(urllib.request, "urlopen", from_wheel)  # noqa: B010  # a plain assignment has no type that fits
    print(json.dumps([judge(folder) for folder in sys.argv[1:]]))
