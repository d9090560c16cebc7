"""Runs inside the environment of eark-validator: folders as arguments, one JSON document as answer.

The validator downloads four vocabularies when it is imported, although the wheel carries them; the shim below reads
those instead, so that nothing goes to the network.
"""

import importlib.util
import json
import sys
import urllib.request
from io import BytesIO
from pathlib import Path

package = Path(importlib.util.find_spec("eark_validator").origin).parent


def from_wheel(address, *_args, **_kwargs):
    return BytesIO((package / "ipxml/resources/vocabs" / str(address).rsplit("/", 1)[1]).read_bytes())


urllib.request.urlopen = from_wheel

from eark_validator.packages import PackageValidator  # noqa: E402
from eark_validator.specifications.specification import SpecificationVersion  # noqa: E402


def judge(folder):
    report = PackageValidator(Path(folder), SpecificationVersion.V2_1_0).validation_report
    found = report.metadata.schema_results.messages if report.metadata else []
    rules = report.metadata.schematron_results.messages if report.metadata else []
    return {
        "structure": report.structure.status.value,
        "schema": [each.message for each in found],
        "rules": [
            {
                "rule": each.rule_id,
                "severity": each.severity.value,
                "where": str(each.location),
                "message": each.message,
            }
            for each in rules
        ],
    }


print(json.dumps([judge(folder) for folder in sys.argv[1:]]))
