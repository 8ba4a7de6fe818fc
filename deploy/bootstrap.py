"""Owns the project's environment: `.venv`, made from the hash-pinned lock, made again when the lock changes.

Runs under any Python 3 that is at hand, so that it can say in one sentence what is missing; uses the standard library
alone. Everything comes as wheels, so no compiler is needed.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
LOCK = os.path.join(ROOT, "requirements.lock")
PROJECT = os.path.join(ROOT, "pyproject.toml")
STAMP = os.path.join(VENV, "sepia.stamp")
PROGRAMS = (
    "services.assessment.app",
    "services.cli.main",
    "services.frand.app",
    "services.gateway.app",
    "services.registry.app",
)
# What becomes machine code when it is first loaded, and is kept beside the code.
COMPILED = (
    "services.registry.imports.compiled_numbering",
    "services.registry.imports.quoted_digests",
)
OLDEST = (3, 11)
NEEDED_MIB = 2500


def refuse(what):
    """Says in one sentence what is wrong and what to do, and stops."""
    sys.stderr.write("Sepia can't set up its environment: %s\n" % what)
    sys.exit(1)


def fingerprint():
    """What the environment was made from."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (LOCK, PROJECT):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def run(arguments, failure, packages=0):
    """Runs pip, telling how far it is; its own words are shown only when it fails, then `failure` says what to do."""
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    process = subprocess.Popen(
        arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    said, seen, told = [], 0, 0
    for line in process.stdout:
        said.append(line)
        if line.startswith("Collecting "):
            seen += 1
            if sys.stdout.isatty():
                sys.stdout.write("\r  %d of %d packages: %-40s" % (seen, packages, line.split()[1].partition("=")[0]))
                sys.stdout.flush()
            elif seen - told >= 10:
                told = seen
                sys.stdout.write("  %d of %d packages\n" % (seen, packages))
                sys.stdout.flush()
        elif line.startswith("Installing collected"):
            sys.stdout.write("%s  installing them ...\n" % ("\r%60s\r" % "" if sys.stdout.isatty() else ""))
            sys.stdout.flush()
    if process.wait():
        sys.stderr.write("".join(said[-40:]))
        refuse(failure)


def pinned():
    """How many packages the lock pins."""
    with open(LOCK) as file:
        return sum("==" in line and not line.startswith(" ") for line in file)


def main():
    if sys.version_info < OLDEST:
        refuse(
            "it needs Python 3.11 or later, and `%s` is %d.%d. Install a newer one and name it, for example: "
            "make run PYTHON=python3.12" % (sys.executable, sys.version_info[0], sys.version_info[1])
        )
    wanted = fingerprint()
    if os.path.exists(STAMP):
        with open(STAMP) as file:
            if file.read() == wanted:
                return
    free = shutil.disk_usage(ROOT).free // (1024 * 1024)
    if free < NEEDED_MIB and not os.path.exists(VENV):
        refuse("it takes %d MiB and the disk has %d MiB left. Free some space and try again." % (NEEDED_MIB, free))
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        refuse("this Python lacks its venv module. On Debian and Ubuntu: apt-get install python3-venv")
    sys.stdout.write("Setting up the environment in .venv (once; a minute or two) ...\n")
    sys.stdout.flush()
    try:
        venv.EnvBuilder(with_pip=True, clear=os.path.exists(VENV)).create(VENV)
    except OSError as error:
        refuse("%s could not be written (%s). Check the folder's permissions and the disk." % (VENV, error))
    except subprocess.CalledProcessError:
        refuse("this Python can't make an environment with pip. On Debian and Ubuntu: apt-get install python3-venv")
    python = os.path.join(VENV, "bin", "python")
    run(
        [
            python,
            "-m",
            "pip",
            "install",
            "--progress-bar",
            "off",
            "--require-hashes",
            "--no-deps",  # the lock names all of them, so there is nothing to resolve
            "--no-compile",  # what is loaded is compiled, see below: a fifth of what lies in the wheels
            "--only-binary",
            ":all:",
            "-r",
            LOCK,
        ],
        "pip could not install the pinned packages; its own words are above. Usually the network or a proxy is the "
        "cause; if it names a package without a wheel for this machine, Sepia does not run here: no compiler is used.",
        packages=pinned(),
    )
    run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT],
        "the project itself could not be installed; pip's own words are above.",
    )
    # Compiled once, here: a start of Sepia is nine processes at the same time, and each would compile all of it.
    machine_code = subprocess.Popen([python, "-c", "import %s" % ", ".join(COMPILED)])
    run(
        [python, "-c", "import %s; services.cli.main.whole()" % ", ".join(PROGRAMS)],
        "the project is installed and cannot be loaded; Python's own words are above.",
    )
    if machine_code.wait() != 0:
        refuse("what reads long files could not be compiled; the words of Numba are above.")
    with open(STAMP, "w") as file:
        file.write(wanted)


if __name__ == "__main__":
    main()
