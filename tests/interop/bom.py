"""Hands documents to independent validators and stops at the first that one of them refuses."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft201909Validator
from spdx3_validate.core import load_validation_data, schema_validator, check_graph, Document
from spdx_python_model import v3_0_1 as spdx
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

SCHEMA = Path("schemas/vendor/spdx/spdx-3.0.1.schema.json")
SCHEMA_2_3 = Path("schemas/vendor/spdx/spdx-2.3.schema.json")


def python_library(path, document):
    version = SchemaVersion["V" + document["specVersion"].replace(".", "_")]
    error = JsonStrictValidator(version).validate_str(path.read_text())
    return error and str(error)


def node_library(where, path, document):
    script = """
        import { readFileSync } from 'node:fs';
        import { createRequire } from 'node:module';
        const [, , where, file, version] = process.argv;
        const { Spec, Validation } = createRequire(`${where}/`)('@cyclonedx/cyclonedx-library');
        const validator = new Validation.JsonStrictValidator(Spec.Version[`v${version.replace('.', 'dot')}`]);
        const errors = await validator.validate(readFileSync(file, 'utf8'));
        if (errors !== null) { console.error(JSON.stringify(errors).slice(0, 2000)); process.exit(1); }
    """
    module = Path(where, "validate.mjs")
    module.write_text(script)
    command = ["node", module, Path(where).resolve(), path, document["specVersion"]]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.returncode and answer.stderr


def cdx_validate(where, path):
    tool = Path(where, "node_modules/.bin/cdx-validate")
    # Its scorecards judge a project, not a document; only schema and deep validation count here.
    report = Path(where, "report.json")
    report.unlink(missing_ok=True)
    command = [tool, "-i", path, "-r", "json", "-o", report, "--no-include-manual"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if not report.exists():
        return f"no report: {answer.stdout}{answer.stderr}"
    verdict = json.loads(report.read_text())
    return None if verdict["schemaValid"] and verdict["deepValid"] else answer.stdout or "not valid"


def spdx_tools(path):
    messages = validate_full_spdx_document(parse_file(str(path)))
    return "; ".join(message.validation_message for message in messages) or None


def spdx_schema(document):
    errors = list(Draft201909Validator(json.loads(SCHEMA_2_3.read_text())).iter_errors(document))
    return "; ".join(f"{e.json_path}: {e.message[:300]}" for e in errors) or None


def spdx_model(path):
    objects = spdx.SHACLObjectSet()
    with path.open("rb") as file:
        spdx.JSONLDDeserializer().read(file, objects)
    return f"unresolved: {sorted(objects.missing_ids)}" if objects.missing_ids else None


class Spdx3Validate:
    """spdx3-validate fetches the model; where that cannot be had, only its JSON Schema part runs."""

    def __init__(self):
        self.schema, self.model = json.loads(SCHEMA.read_text()), None
        try:
            urllib.request.urlopen("https://spdx.org/rdf/3.0.1/spdx-context.jsonld", timeout=10).close()
            version = next(v for v in __import__("spdx3_validate.spdx_versions").spdx_versions.SPDX_VERSIONS if v.pretty == "3.0.1")
            self.schema, self.model = load_validation_data(version)
        except (urllib.error.URLError, OSError):
            print("spdx3-validate: spdx.org cannot be reached; SHACL is left to spdx-python-model", file=sys.stderr)

    def __call__(self, path):
        errors = list(schema_validator(self.schema).iter_errors(json.loads(path.read_text())))
        if errors:
            return "; ".join(f"{e.json_path}: {e.message[:300]}" for e in errors)
        if self.model is None:
            return None
        document = Document.load(str(path))
        return "\n".join(check_graph(document.graph, self.model, document.version, True)) or None


def main(where, *names):
    spdx3_validate = Spdx3Validate()
    refused = 0
    for path in map(Path, names):
        document = json.loads(path.read_text())
        if "bomFormat" in document:
            checks = {
                "cyclonedx-python-lib": lambda: python_library(path, document),
                "cyclonedx-library": lambda: node_library(where, path, document),
                "cdx-validate": lambda: cdx_validate(where, path),
            }
        elif "spdxVersion" in document:
            checks = {"spdx-tools": lambda: spdx_tools(path), "spdx-2.3-schema": lambda: spdx_schema(document)}
        else:
            checks = {"spdx-python-model": lambda: spdx_model(path), "spdx3-validate": lambda: spdx3_validate(path)}
        for name, check in checks.items():
            error = check()
            refused += bool(error)
            print(f"{path}: {name}: {error or 'valid'}")
    return min(refused, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
