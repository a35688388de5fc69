#!/usr/bin/env python3
"""Checks the workflows in .github and the Dockerfile, which nothing here can run: what they run is what the tests run.

    check_workflows.py ROOT         prints a line for each rule that is broken, then exits 1
    check_workflows.py --self-test  proves on small temporary trees that each broken rule is found

The workflows are read as the small part of YAML that they are written in; tests/interop compares that with a whole
reader, and holds them to GitHub's own schema.
"""

import pathlib
import re
import shlex
import sys
import tempfile

import source_check
from workflow_yaml import Unreadable, read_yaml

WORKFLOWS = ".github/workflows"
# What a step may call beside the project's own scripts.
PLAIN_COMMANDS = {"apt-get", "chown", "docker", "gh", "mkdir", "sha256sum"}
# What an expression may name. None of it is written by the person who opens a pull request, but for the ref's name.
EXPRESSIONS = {"github.ref", "github.repository", "github.token"}
TRIGGERS = {"push", "pull_request", "workflow_call"}
LONGEST = 90  # minutes
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
VERSION = re.compile(r"v\d+\.\d+\.\d+")


def pin_problems(root, text, versions):
    """`versions` collects what each action was pinned to, over all workflows."""
    for uses, version in re.findall(r"\buses: (\S+)(?: # (.*))?$", text, re.MULTILINE):
        action = uses.partition("@")[0]
        if uses.startswith("./"):
            if not (root / uses).is_file():
                yield f"there is no {uses}"
        elif not PINNED.fullmatch(uses):
            yield f"{uses} is not pinned by a commit's hash"
        elif not VERSION.fullmatch(version):
            yield f"{uses} does not say its version"
        elif versions.setdefault(action, (uses, version)) != (uses, version):
            yield f"{action} is pinned to {' and '.join(sorted({version, versions[action][1]}))}"


def command_problems(root, command):
    """A command is one line: a program and its arguments, perhaps with its output sent to a file."""
    words = shlex.split(command, comments=True)
    if not words:
        return
    if re.search(r"[;&|`]|\$\(|\$\{", command):
        yield f"'{command}' is more than a plain command"
    elif "/" not in words[0]:
        if words[0] not in PLAIN_COMMANDS:
            yield f"'{words[0]}' is no command that a step may call"
    elif not (root / words[0]).is_file() or not (root / words[0]).stat().st_mode & 0o100:
        yield f"there is no program {words[0]}"


def step_problems(root, step):
    if "uses" in step:
        if step["uses"].startswith("actions/checkout@") and step.get("with", {}).get("persist-credentials") is not False:
            yield "a checkout keeps its credentials"
    elif "run" in step:
        if "${{" in step["run"]:
            yield "an expression stands inside a command"
            return
        for command in step["run"].splitlines():
            yield from command_problems(root, command)
    else:
        yield "a step does nothing"


def job_problems(root, name, job, jobs):
    permissions = job.get("permissions")
    if not isinstance(permissions, dict):
        yield f"{name} does not state its permissions"
        permissions = {}
    needs = job.get("needs", [])
    for needed in [needs] if isinstance(needs, str) else needs:
        if needed not in jobs:
            yield f"{name} needs a job '{needed}', which is not there"
    if "uses" in job:
        return
    if not 0 < job.get("timeout-minutes", 0) <= LONGEST:
        yield f"{name} may run for longer than {LONGEST} minutes"
    steps = job.get("steps") or []
    for step in steps:
        for problem in step_problems(root, step):
            yield f"{name}: {problem}"
    if "write" in permissions.values() and any(step.get("uses", "").startswith("actions/checkout@") for step in steps):
        yield f"{name} may write, and has the project's code"


def workflow_problems(root, text, versions):
    try:
        workflow = read_yaml(text)
    except Unreadable as reason:
        yield str(reason)
        return
    if workflow.get("permissions") != {}:
        yield "the permissions at the top are not {}"
    for trigger in sorted(set(workflow.get("on") or {}) - TRIGGERS):
        yield f"'{trigger}' starts it"
    if "cancel-in-progress" not in workflow.get("concurrency", {}):
        yield "it does not say what becomes of an older run"
    for expression in re.findall(r"\$\{\{ *(.*?) *\}\}", text):
        if expression not in EXPRESSIONS:
            yield f"'{expression}' is no expression that may be used"
    jobs = workflow.get("jobs") or {}
    yield from pin_problems(root, text, versions)
    for name, job in jobs.items():
        yield from job_problems(root, name, job, jobs)


def instructions(text):
    """The Dockerfile's, each as its name and its words; a line that ends in a backslash goes on."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    return [(line.split()[0], line.split()[1:]) for line in joined.splitlines() if line.strip()]


def dockerfile_problems(root, text, system):
    """`system` is the container that the workflows run in: the image is built where it was tested."""
    stages, last = {}, {}
    for name, words in instructions(text):
        last = {"FROM": words} if name == "FROM" else {**last, name: words}
        if name == "FROM":
            stages[words[2] if len(words) == 3 else ""] = words[0]
        elif name == "RUN":
            yield from command_problems(root, " ".join(words))
        elif name == "COPY" and words[0].startswith("--from="):
            if words[0].partition("=")[2] not in stages:
                yield f"there is no stage '{words[0].partition('=')[2]}'"
        elif name == "COPY":
            yield from (f"there is no {word}" for word in words[:-1] if not (root / word).exists())
    if set(stages.values()) != {system, "scratch"} or last.get("FROM") != ["scratch"]:
        yield f"it does not build on {system} and end on scratch"
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", " ".join(last.get("USER", []))):
        yield "the image's user is no number, or root"
    if not " ".join(last.get("ENTRYPOINT", [])).startswith('["/'):
        yield "the image has no program that starts without a shell"


def problems(root):
    versions = {}
    systems = set()
    for path in sorted((root / WORKFLOWS).glob("*")):
        text = path.read_text(encoding="utf-8")
        systems.update(re.findall(r"^      image: (.*)", text, re.MULTILINE))
        for problem in workflow_problems(root, text, versions):
            yield f"{WORKFLOWS}/{path.name}: {problem}"
    if len(systems) != 1:
        yield f"{WORKFLOWS}: the jobs run in {len(systems)} kinds of container, and one is tested"
    for problem in dockerfile_problems(root, (root / "Dockerfile").read_text(encoding="utf-8"), min(systems, default="")):
        yield f"Dockerfile: {problem}"


HASH = "0123456789abcdef0123456789abcdef01234567"
GOOD = f"""# A comment.
name: CI
on:
  push:
    branches: ["**"]
  pull_request:
permissions: {{}}
concurrency:
  group: ci-${{{{ github.ref }}}}
  cancel-in-progress: true
jobs:
  test:
    timeout-minutes: 90
    permissions:
      contents: read
    container:
      image: debian:12
    steps:
      - name: Check out
        uses: actions/checkout@{HASH} # v1.2.3
        with:
          persist-credentials: false
      - run: .ci/run
      - run: |
          # a comment
          apt-get update
          .ci/run "$GITHUB_REF_NAME" > out
  publish:
    needs: [test]
    timeout-minutes: 5
    permissions:
      contents: write
    steps:
      - run: gh release create
"""
GOOD_DOCKERFILE = """FROM debian:12 AS build
# a comment
COPY . /src
RUN .ci/run --output /image
FROM scratch
COPY --from=build \\
  /image /
USER 65532:65532
ENTRYPOINT ["/usr/bin/goto-token"]
"""
CI = f"{WORKFLOWS}/ci.yml: "
# What is changed, and what is then found. `CI` stands before what is found in the workflow.
CASES = {
    "sound files": ("", "", []),
    "a tag as pin": (f"@{HASH}", "@v1", [CI + "actions/checkout@v1 is not pinned by a commit's hash"]),
    "a pin without its version": (" # v1.2.3", "", [CI + f"actions/checkout@{HASH} does not say its version"]),
    "a pin with a vague version": ("v1.2.3", "v1", [CI + f"actions/checkout@{HASH} does not say its version"]),
    "two pins of one action": (
        "- run: gh", f"- uses: actions/checkout@{HASH} # v1.2.4\n        with:\n          persist-credentials: false\n      - run: gh",
        [CI + "actions/checkout is pinned to v1.2.3 and v1.2.4",
         CI + "publish may write, and has the project's code"]),
    "a workflow that is not there": (
        "    timeout-minutes: 5\n", "    uses: ./.github/workflows/gone.yml\n", [CI + "there is no ./.github/workflows/gone.yml"]),
    "credentials that stay": ("persist-credentials: false", "fetch-depth: 0", [CI + "test: a checkout keeps its credentials"]),
    "permissions at the top": ("permissions: {}", "permissions: read-all", [CI + "the permissions at the top are not {}"]),
    "permissions that a job leaves out": (
        "    permissions:\n      contents: read\n", "", [CI + "test does not state its permissions"]),
    "a pull request with secrets": ("pull_request:", "pull_request_target:", [CI + "'pull_request_target' starts it"]),
    "older runs": ("  cancel-in-progress: true\n", "", [CI + "it does not say what becomes of an older run"]),
    "an expression in a command": (
        "gh release create", "gh ${{ github.ref }}", [CI + "publish: an expression stands inside a command"]),
    "an expression that others write": (
        "github.ref }}", "github.head_ref }}", [CI + "'github.head_ref' is no expression that may be used"]),
    "a script that is gone": ("- run: .ci/run", "- run: .ci/ran", [CI + "test: there is no program .ci/ran"]),
    "a file that is no program": ("- run: .ci/run", "- run: ./Dockerfile", [CI + "test: there is no program ./Dockerfile"]),
    "a command of its own": ("apt-get update", "curl x", [CI + "test: 'curl' is no command that a step may call"]),
    "a pipe": ("apt-get update", "apt-get x | sh", [CI + "test: 'apt-get x | sh' is more than a plain command"]),
    "a step that does nothing": ("- run: gh release create", "- name: Nothing", [CI + "publish: a step does nothing"]),
    "a job that is gone": ("needs: [test]", "needs: [tests]", [CI + "publish needs a job 'tests', which is not there"]),
    "a limit left out": ("    timeout-minutes: 5\n", "", [CI + "publish may run for longer than 90 minutes"]),
    "a limit too long": ("minutes: 90", "minutes: 91", [CI + "test may run for longer than 90 minutes"]),
    "two systems": ("    timeout-minutes: 5\n", "    timeout-minutes: 5\n    container:\n      image: debian:11\n", [
        f"{WORKFLOWS}: the jobs run in 2 kinds of container, and one is tested",
        "Dockerfile: it does not build on debian:11 and end on scratch"]),
    "an image of another system": ("FROM debian:12", "FROM debian:11", [
        "Dockerfile: it does not build on debian:12 and end on scratch"]),
    "an image with a shell": ("FROM scratch", "FROM debian:12", [
        "Dockerfile: it does not build on debian:12 and end on scratch"]),
    "an image's script that is gone": ("RUN .ci/run", "RUN .ci/ran", ["Dockerfile: there is no program .ci/ran"]),
    "an image's file that is gone": ("COPY . /src", "COPY CMakeLists.txt /src", ["Dockerfile: there is no CMakeLists.txt"]),
    "an image's stage that is gone": ("--from=build", "--from=built", ["Dockerfile: there is no stage 'built'"]),
    "an image run by root": ("USER 65532:65532", "USER 0:0", ["Dockerfile: the image's user is no number, or root"]),
    "an image run by a name": ("USER 65532:65532", "USER me", ["Dockerfile: the image's user is no number, or root"]),
    "an image that starts a shell": ('["/usr/bin/goto-token"]', "goto-token", [
        "Dockerfile: the image has no program that starts without a shell"]),
    "a key twice": ("name: CI", "name: CI\nname: CI", [CI + "line 3: 'name: CI' cannot be read"]),
    "an indent of its own": ("    timeout-minutes: 5", "     timeout-minutes: 5", [
        CI + "line 30: 'timeout-minutes: 5' cannot be read"]),
    "an anchor": ("name: CI", "name: &ci CI", [CI + "line 2: 'name: &ci CI' cannot be read"]),
    "a folded text": ("- run: .ci/run", "- run: >", [CI + "line 23: 'run: >' cannot be read"]),
}


def make_tree(root, old, new):
    files = {f"{WORKFLOWS}/ci.yml": GOOD, "Dockerfile": GOOD_DOCKERFILE, ".ci/run": "#!/bin/sh\n"}
    assert not old or any(old in text for text in files.values()), f"nothing to change: {old}"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    (root / ".ci/run").chmod(0o755)


def self_test():
    """Runs the cases; returns how many failed."""
    failures = 0
    for what, (old, new, expected) in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            make_tree(pathlib.Path(folder), old, new)
            found = list(problems(pathlib.Path(folder)))
        passed = found[:len(expected)] == expected if "cannot be read" in str(expected) else found == expected
        failures += source_check.report(what, passed, expected, found)
    return failures


if __name__ == "__main__":
    sys.exit(source_check.run("Checks the workflows and the Dockerfile.", problems, self_test,
                              "the workflows and the Dockerfile keep the rules"))
