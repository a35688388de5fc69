#!/usr/bin/env python3
"""Checks the layout of the source tree: who may include what, what messages may name, and how long a file may be.

    check_layers.py ROOT         prints a line `path:line: what, why` for each violation, then exits 1
    check_layers.py --self-test  proves on small temporary trees that each rule catches what it is for
"""

import fnmatch
import pathlib
import re
import sys
import tempfile

import source_check

# The rooms, each on a floor. A room includes itself and what lies below it, never up, never sideways: command_line,
# oauth (decisions) and io (effects) stand side by side and meet in config.
FLOORS = (
    ("base",),
    ("command_line", "oauth", "io"),
    ("config",),
    ("tokens",),
    ("sign_in",),
    ("doctor",),
    ("commands",),
)
LAYERS = {room: {lower for below in FLOORS[:floor] for lower in below}
          for floor, rooms in enumerate(FLOORS) for room in rooms}
LAYERS["main"] = set(LAYERS)
# goto-mock-auth shares no code with the product, so that a mistake in one shows in the other.
LAYERS["mock"] = set()

# Third-party headers, and the files that may include them. A header costs seconds of compile time, and a
# library that a single file knows can be replaced.
THIRD_PARTY = (
    ("cpp-httplib", r"httplib\.h", ("mock/*",)),
    ("CLI11", r"CLI/.*|CLI11\.hpp", ("src/command_line/cli11.hpp", "mock/*")),
    ("OpenSSL", r"openssl/.*", ("src/base/secret.cpp", "src/base/wiping_delete.cpp",
                                "src/oauth/certificate_thumbprint.cpp", "src/oauth/pkce.cpp", "src/oauth/signing_key.cpp",
                                "src/io/random.cpp", "src/io/tls_*", "mock/*", "tests/*")),
    ("nlohmann/json", r"nlohmann/.*", ("src/oauth/json_object.cpp", "src/doctor/report.cpp", "mock/*", "tests/*")),
    ("zlib", r"zlib\.h", ("src/base/content_decoder.cpp", "mock/*", "tests/fuzz/content_decoder_fuzz.cpp")),
    ("GoogleTest", r"g(test|mock)/.*", ("tests/unit/*",)),
)

# What may be included anywhere: the standard library (no dot, no slash) and the system's own headers.
STANDARD_OR_SYSTEM = re.compile(
    r"[a-z0-9_]+|(arpa|net|netinet|sys|linux)/[a-z0-9_/]+\.h"
    r"|(dirent|dlfcn|endian|errno|fcntl|grp|link|malloc|netdb|poll|pthread|pty|pwd|sched|signal|spawn|stdlib|string|termios"
    r"|time|unistd)\.h")

# Rooms that know neither keys nor options: no text in them names one. What a user can set is said by the rooms above.
ROOMS_WITHOUT_SETTINGS = ("base", "oauth", "io")
# `OAUTH_…`, or `--word`. Custom properties of CSS look alike: `--word:value` and `var(--word)`.
SETTING = re.compile(r"\bOAUTH_[A-Z]\w*|(?<![\w-])(?<!var\()--[a-z][a-z-]*(?![\w-])(?!:\S)")

MAX_LINES = 350
CXX_SUFFIXES = {".cpp", ".hpp", ".h", ".cc"}
SCRIPT_SUFFIXES = {".py", ".sh", ".js", ".mjs", ".cmake"}
FOLDERS = ("include", "src", "mock", "tests", "scripts", "cmake", ".ci")
SKIPPED_FOLDERS = {"node_modules", "__pycache__", "corpus"}

COMMENT_OR_LITERAL = re.compile(r'R"(?P<mark>[^()\\\s"]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"'
                                r"|'(?:\\.|[^'\\\n])'|//[^\n]*|/\*.*?\*/", re.DOTALL)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', re.MULTILINE)


class Include:
    """One #include: its line, the name as written, and the project file it means, if it is one."""

    def __init__(self, line, name, target):
        self.line = line
        self.name = name
        self.target = target


def source_files(root):
    """Yields the path, relative to root, of each file that people write: code, tests and scripts."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if not path.is_file() or SKIPPED_FOLDERS & set(relative.parts):
                continue
            is_command = relative.parts[0] in ("scripts", ".ci") and not path.suffix
            if is_command or path.suffix in CXX_SUFFIXES | SCRIPT_SUFFIXES or path.name == "CMakeLists.txt":
                yield relative.as_posix()


def without_comments(text):
    """Blanks comments out, keeping strings (an include's name may be one) and line numbers."""
    def blank(match):
        found = match.group()
        return "\n" * found.count("\n") if found.startswith("/") else found
    return COMMENT_OR_LITERAL.sub(blank, text)


def resolve(root, path, name):
    """The project file that `#include "name"` in path means, or None for a header from elsewhere."""
    for folder in (pathlib.PurePosixPath(path).parent.as_posix(), "include", "src", "tests"):
        candidate = root / folder / name
        if candidate.is_file():
            return candidate.resolve().relative_to(root).as_posix()
    return None


def read_includes(root, path):
    """The includes of one C++ file, in order."""
    text = without_comments((root / path).read_text(encoding="utf-8"))
    return [Include(text.count("\n", 0, match.start()) + 1, match[1], resolve(root, path, match[1]))
            for match in INCLUDE.finditer(text)]


def layer_of(path):
    """The layer that a path names, None for tests, which may include everything."""
    parts = pathlib.PurePosixPath(path).parts
    if parts[0] == "mock":
        return "mock"
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else "main"
    if parts[:2] == ("include", "goto_token") and len(parts) > 3:
        return parts[2]
    return None


def layer_violations(path, includes):
    """Upward and sideways includes, and code in a folder that is no layer."""
    layer = layer_of(path)
    if layer is None:
        return
    if layer not in LAYERS:
        yield f"{path}:1: unknown layer '{layer}', the layers are {', '.join(LAYERS)}"
        return
    allowed = LAYERS[layer] | {layer}
    for include in includes:
        if include.target and layer_of(include.target) not in allowed:
            found = layer_of(include.target) or include.target
            yield (f"{path}:{include.line}: {layer} includes {found} ('{include.name}'), "
                   f"{layer} may include only {', '.join(name for name in LAYERS if name in allowed)}")


def third_party_violations(path, includes):
    """Third-party headers outside the files that may have them."""
    for include in includes:
        if include.target or STANDARD_OR_SYSTEM.fullmatch(include.name):
            continue
        where = f"{path}:{include.line}:"
        library, patterns = next(((library, patterns) for library, header, patterns in THIRD_PARTY
                                  if re.fullmatch(header, include.name)), (None, ()))
        if path.startswith("include/"):
            yield f"{where} third-party '{include.name}' in a public header, which costs each file that includes it"
        elif library is None:
            yield f"{where} unknown header '{include.name}', name its library in tests/check_layers.py"
        elif not any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns):
            yield f"{where} {library} ('{include.name}') out of place, only {', '.join(patterns)} may have it"


def setting_violations(root, path):
    """Texts that name a key or an option where neither is known."""
    if layer_of(path) not in ROOMS_WITHOUT_SETTINGS:
        return
    text = without_comments((root / path).read_text(encoding="utf-8"))
    for literal in COMMENT_OR_LITERAL.finditer(text):
        for setting in SETTING.finditer(literal.group()):
            line = text.count("\n", 0, literal.start() + setting.start()) + 1
            yield f"{path}:{line}: {layer_of(path)} names {setting.group()}, only a room above knows it"


def cycle_violations(graph):
    """Include cycles, each once, found at the include that closes it."""
    finished = set()

    def visit(path, trail):
        for include in graph.get(path, ()):
            if include.target in trail:
                cycle = trail[trail.index(include.target):] + [include.target]
                yield f"{path}:{include.line}: include cycle, {' -> '.join(cycle)}"
            elif include.target in graph and include.target not in finished:
                yield from visit(include.target, trail + [include.target])
        finished.add(path)

    for path in graph:
        if path not in finished:
            yield from visit(path, [path])


def length_violations(root, path):
    """Files too long to be read in one go."""
    lines = len((root / path).read_text(encoding="utf-8").splitlines())
    if lines > MAX_LINES:
        yield f"{path}:{MAX_LINES + 1}: {lines} lines, a file has at most {MAX_LINES}"


def violations(root):
    """All violations in the tree below root."""
    root = root.resolve()
    files = list(source_files(root))
    cxx_files = [path for path in files if pathlib.PurePosixPath(path).suffix in CXX_SUFFIXES]
    graph = {path: read_includes(root, path) for path in cxx_files}
    found = []
    for path, includes in graph.items():
        found += layer_violations(path, includes)
        found += third_party_violations(path, includes)
        found += setting_violations(root, path)
    found += cycle_violations(graph)
    for path in files:
        found += length_violations(root, path)
    return found


# A small tree without violations. Each case of the self-test adds files to it and names what must be found,
# and nothing else: the beginning of one line for each violation.
GOOD_TREE = {
    "include/goto_token/base/url.hpp": "#include <string>\n",
    "include/goto_token/oauth/pkce.hpp": '#include "goto_token/base/url.hpp"\n',
    "include/goto_token/io/random.hpp": '#include <sys/socket.h>\n#include "goto_token/base/url.hpp"\n',
    "include/goto_token/commands/run.hpp": "#include <goto_token/oauth/pkce.hpp>\n",
    "src/oauth/pkce.cpp": '#include "goto_token/oauth/pkce.hpp"\n#include <openssl/evp.h>\n',
    "tests/unit/json_test.cpp": '#include <nlohmann/json.hpp>\nconst char* kAny = "*/*";\n',
    "src/io/tls_context.hpp": "#include <openssl/ssl.h>\n",
    "src/io/tls_session.cpp": '#include "tls_context.hpp"\n#include "io/tls_context.hpp"\n',
    "mock/server.hpp": "#include <httplib.h>\n",
    "mock/server.cpp": '#include "server.hpp"\n#include <openssl/evp.h>\n',
    "src/command_line/cli11.hpp": '#include <CLI/CLI.hpp>\n#include "goto_token/base/url.hpp"\n',
    "src/main.cpp": '#include "goto_token/commands/run.hpp"\n',
    "tests/unit/pkce_test.cpp": '#include <gtest/gtest.h>\n#include "goto_token/oauth/pkce.hpp"\n',
    "tests/interop/node_modules/other/index.js": "\n" * 1000,
    "scripts/test": "\n" * MAX_LINES,
}

CASES = (
    ("a good tree passes", {}, []),
    ("an upward include",
     {"src/base/url.cpp": '\n#include "goto_token/commands/run.hpp"\n'},
     ["src/base/url.cpp:2: base includes commands"]),
    ("a sideways include",
     {"src/oauth/x.cpp": '#include "goto_token/io/random.hpp"\n'},
     ["src/oauth/x.cpp:1: oauth includes io"]),
    ("the other sideways include",
     {"include/goto_token/io/x.hpp": "#  include <goto_token/oauth/pkce.hpp>\n"},
     ["include/goto_token/io/x.hpp:1: io includes oauth"]),
    ("a layer that includes a test",
     {"src/commands/x.cpp": '#include "unit/pkce_test.cpp"\n'},
     ["src/commands/x.cpp:1: commands includes tests/unit/pkce_test.cpp"]),
    ("the product includes the mock server",
     {"src/commands/x.cpp": '#include "../../mock/server.hpp"\n'},
     ["src/commands/x.cpp:1: commands includes mock"]),
    ("main.cpp includes the mock server",
     {"src/main.cpp": '#include "../mock/server.hpp"\n'},
     ["src/main.cpp:1: main includes mock"]),
    ("a public header includes the mock server",
     {"include/goto_token/base/x.hpp": '#include "../../../mock/server.hpp"\n'},
     ["include/goto_token/base/x.hpp:1: base includes mock"]),
    ("the mock server includes a header of the product",
     {"mock/x.cpp": '#include "goto_token/base/url.hpp"\n'},
     ["mock/x.cpp:1: mock includes base"]),
    ("the mock server includes a source of the product",
     {"mock/x.cpp": '#include "../src/io/tls_context.hpp"\n'},
     ["mock/x.cpp:1: mock includes io"]),
    ("the mock server includes a test",
     {"mock/x.cpp": '#include "../tests/unit/pkce_test.cpp"\n'},
     ["mock/x.cpp:1: mock includes tests/unit/pkce_test.cpp"]),
    ("an include in a comment is none",
     {"src/base/x.cpp": '/*\n#include "goto_token/commands/run.hpp"\n*/\n// #include <x.h>\n'}, []),
    ("a comment moves no line",
     {"src/base/x.cpp": '/* 1\n2 */\n#include "goto_token/commands/run.hpp"\n'},
     ["src/base/x.cpp:3: base includes commands"]),
    ("an unknown layer", {"src/util/x.cpp": ""}, ["src/util/x.cpp:1: unknown layer 'util'"]),
    ("a cycle",
     {"src/commands/a.hpp": '#include "b.hpp"\n', "src/commands/b.hpp": '\n#include "a.hpp"\n'},
     ["src/commands/b.hpp:2: include cycle, src/commands/a.hpp -> src/commands/b.hpp -> src/commands/a.hpp"]),
    ("a header that includes itself",
     {"include/goto_token/commands/a.hpp": '#include "a.hpp"\n'},
     ["include/goto_token/commands/a.hpp:1: include cycle"]),
    ("cpp-httplib out of place",
     {"src/commands/x.cpp": "#include <httplib.h>\n"}, ["src/commands/x.cpp:1: cpp-httplib"]),
    ("a third-party header in quotes",
     {"src/commands/x.cpp": '#include "httplib.h"\n'}, ["src/commands/x.cpp:1: cpp-httplib"]),
    ("CLI11 out of place",
     {"src/commands/x.cpp": "#include <CLI/App.hpp>\n"}, ["src/commands/x.cpp:1: CLI11"]),
    ("OpenSSL out of place",
     {"src/base/url.cpp": "#include <openssl/sha.h>\n"}, ["src/base/url.cpp:1: OpenSSL"]),
    ("nlohmann/json out of place",
     {"src/io/x.cpp": "#include <nlohmann/json.hpp>\n"}, ["src/io/x.cpp:1: nlohmann/json"]),
    ("GoogleTest out of place",
     {"src/io/x.cpp": "#include <gtest/gtest.h>\n"}, ["src/io/x.cpp:1: GoogleTest"]),
    ("a public third-party header",
     {"include/goto_token/commands/x.hpp": "#include <nlohmann/json_fwd.hpp>\n"},
     ["include/goto_token/commands/x.hpp:1: third-party 'nlohmann/json_fwd.hpp' in a public header"]),
    ("an unknown library",
     {"src/io/x.cpp": "#include <curl/curl.h>\n"}, ["src/io/x.cpp:1: unknown header 'curl/curl.h'"]),
    ("a key in a message",
     {"src/oauth/x.cpp": 'const char* a =\n    "check OAUTH_ISSUER";\n'},
     ["src/oauth/x.cpp:2: oauth names OAUTH_ISSUER"]),
    ("an option in a message",
     {"include/goto_token/base/x.hpp": 'f(\'"\', "--ca-file: none"); g("(--no-proxy)");\n'},
     ["include/goto_token/base/x.hpp:1: base names --ca-file",
      "include/goto_token/base/x.hpp:1: base names --no-proxy"]),
    ("a key and an option in a raw string",
     {"src/base/x.cpp": 'f(R"(a "quote"\nOAUTH_SCOPE)", R"x(--paste)x");\n'},
     ["src/base/x.cpp:2: base names OAUTH_SCOPE", "src/base/x.cpp:2: base names --paste"]),
    ("a key or an option in a comment, an operator, a style sheet, a room above",
     {"src/base/x.cpp": '/// As OAUTH_SCOPE says, or --scope.\nint a = b --c; f("--good:#000;color:var(--good)");\n',
      "src/config/x.cpp": 'f("OAUTH_SCOPE", "--scope");\n'}, []),
    ("a long source",
     {"src/io/x.cpp": "\n" * (MAX_LINES + 1)}, ["src/io/x.cpp:351: 351 lines"]),
    ("a long test", {"tests/e2e/test_x.py": "\n" * 400}, ["tests/e2e/test_x.py:351: 400 lines"]),
    ("a long script", {"scripts/demo": "\n" * 400}, ["scripts/demo:351: 400 lines"]),
)


def self_test():
    """Runs the cases; returns how many failed."""
    failures = 0
    for name, files, expected in CASES:
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**GOOD_TREE, **files}.items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            found = violations(pathlib.Path(folder))
        passed = len(found) == len(expected) and all(map(str.startswith, found, expected))
        failures += source_check.report(name, passed, expected, found)
    return failures


if __name__ == "__main__":
    sys.exit(source_check.run("Checks layers, headers, include cycles and file lengths.", violations, self_test,
                              "layers: no violations"))
