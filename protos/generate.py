"""Owns the generated code: `python protos/generate.py` writes it, `--check` fails when it has drifted.

Steps: take the descriptors of third-party protos out of the installed packages, compile the contract to one descriptor
set, lint it, compare it with a git revision for breaking changes (`--against`), and generate Python, type stubs and
typed gRPC stubs into `protos/gen/`. `protos/gen/sepia.binpb` is the descriptor set that Envoy transcodes with;
`google/rpc/error_details.proto` is in it so that error details show in JSON.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

PROTOS = Path(__file__).resolve().parent
GENERATED = PROTOS / "gen"
SCRIPTS = Path(sysconfig.get_paths()["scripts"])


def protoc(*arguments: str | Path) -> None:
    """Runs the protoc that comes with grpcio-tools."""
    run([sys.executable, "-m", "grpc_tools.protoc", *map(str, arguments)])


def run(command: list[str], cwd: Path = PROTOS) -> None:
    """Runs a command and stops with its own words when it fails."""
    path = f"{SCRIPTS}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(command, cwd=cwd, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


THIRD_PARTY = (
    "google.api.annotations_pb2",
    "google.api.httpbody_pb2",
    "google.longrunning.operations_proto_pb2",
    "google.protobuf.empty_pb2",
    "google.protobuf.field_mask_pb2",
    "google.protobuf.timestamp_pb2",
    "google.rpc.error_details_pb2",
    "google.type.date_pb2",
    "google.type.decimal_pb2",
    "google.type.money_pb2",
)


def write_third_party(target: Path) -> None:
    """Writes the descriptors of what the contract imports, exactly as the installed packages have them.

    protovalidate's wheel brings no `validate.proto`, so its descriptor is taken from the package; then constraints
    mean what the runtime enforces. The others come from googleapis-common-protos in the same way: nothing is copied.
    """
    import importlib

    from google.protobuf import descriptor_pb2
    from google.protobuf.descriptor import FileDescriptor
    from protovalidate._gen.buf.validate import validate_pb  # a private path: protovalidate is pinned to one version

    files = descriptor_pb2.FileDescriptorSet()
    seen: set[str] = set()

    def add(file: FileDescriptor) -> None:
        if file.name in seen:
            return
        seen.add(file.name)
        for dependency in file.dependencies:
            add(dependency)
        files.file.add().ParseFromString(file.serialized_pb)

    for module in ("google.protobuf.descriptor_pb2", "google.protobuf.duration_pb2", *THIRD_PARTY):
        add(importlib.import_module(module).DESCRIPTOR)
    files.file.append(descriptor_pb2.FileDescriptorProto.FromString(validate_pb._DESC.proto.to_binary()))  # pyright: ignore
    target.write_bytes(files.SerializeToString(deterministic=True))


def generate(output: Path, image: Path) -> None:
    """Generates everything into `output`, and the descriptor set with comments into `image`."""
    output.mkdir(parents=True, exist_ok=True)
    contract = sorted(str(path.relative_to(PROTOS)) for path in (PROTOS / "sepia").rglob("*.proto"))
    with tempfile.TemporaryDirectory() as folder:
        imported = Path(folder, "imported.binpb")
        write_third_party(imported)
        protoc(
            f"--descriptor_set_in={imported}",
            f"--python_out={output}",
            f"--pyi_out={output}",
            "buf/validate/validate.proto",
        )
        compiled = Path(folder, "contract.binpb")
        protoc(
            f"-I{PROTOS}",
            f"--descriptor_set_in={imported}",
            "--include_source_info",
            f"--descriptor_set_out={compiled}",
            *contract,
        )
        merge([imported, compiled], image)
        strip_comments(image, output / "sepia.binpb")
        protoc(
            f"--descriptor_set_in={image}",
            f"--python_out={output}",
            f"--pyi_out={output}",
            f"--grpc_python_out={output}",
            f"--plugin=protoc-gen-mypy_grpc={SCRIPTS / 'protoc-gen-mypy_grpc'}",
            f"--mypy_grpc_out=quiet:{output}",
            *contract,
        )
    for path in output.rglob("*_pb2_grpc.py"):
        if "add_" not in path.read_text():  # files without a service
            path.unlink()
            path.with_suffix(".pyi").unlink(missing_ok=True)


def merge(sources: list[Path], target: Path) -> None:
    """Merges descriptor sets; of a file that is in several, the first counts."""
    from google.protobuf import descriptor_pb2

    merged = descriptor_pb2.FileDescriptorSet()
    seen: set[str] = set()
    for source in sources:
        for file in descriptor_pb2.FileDescriptorSet.FromString(source.read_bytes()).file:
            if file.name not in seen:
                seen.add(file.name)
                merged.file.append(file)
    target.write_bytes(merged.SerializeToString(deterministic=True))


def strip_comments(source: Path, target: Path) -> None:
    """Copies a descriptor set without source information."""
    from google.protobuf import descriptor_pb2

    files = descriptor_pb2.FileDescriptorSet.FromString(source.read_bytes())
    for file in files.file:
        file.ClearField("source_code_info")
    target.write_bytes(files.SerializeToString(deterministic=True))


def differences(left: Path, right: Path) -> list[str]:
    """Files that are in one folder only, or differ."""
    names = {str(path.relative_to(root)) for root in (left, right) for path in root.rglob("*") if path.is_file()}
    names = {name for name in names if "__pycache__" not in name}
    return sorted(
        name
        for name in names
        if not ((left / name).exists() and (right / name).exists() and filecmp.cmp(left / name, right / name, False))
    )


def committed_image(revision: str, target: Path) -> bool:
    """Writes the descriptor set of a git revision to `target`; False when that revision has none."""
    shown = subprocess.run(
        ["git", "show", f"{revision}:protos/gen/sepia.binpb"], cwd=PROTOS, capture_output=True, check=False
    )
    target.write_bytes(shown.stdout)
    return shown.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="lint, and fail on drift or a break; change nothing")
    parser.add_argument("--against", default="HEAD", help="git revision that must not be broken (default HEAD)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        image, fresh = Path(folder, "image.binpb"), Path(folder, "gen")
        generate(fresh, image)
        buf = str(SCRIPTS / "buf")
        if options.check:
            run([buf, "lint", str(image), "--path", "sepia"])
            run([buf, "format", "--diff", "--exit-code", "--path", "sepia"])
            old = Path(folder, "old.binpb")
            if committed_image(options.against, old):
                run([buf, "breaking", str(image), "--against", str(old), "--path", "sepia"])
            if drifted := differences(GENERATED, fresh):
                sys.exit("Generated code has drifted; run `make generate` and commit:\n  " + "\n  ".join(drifted))
        else:
            shutil.rmtree(GENERATED, ignore_errors=True)
            shutil.copytree(fresh, GENERATED)


if __name__ == "__main__":
    main()
