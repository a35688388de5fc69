"""Asks real shells what they would offer where Tab is pressed."""

import os
import pty
import shlex
import shutil
import subprocess

from support import limits

BASH = r"""
eval "$(goto-token completion bash)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_goto_token
for word in ${COMPREPLY[@]+"${COMPREPLY[@]}"}; do printf '%s\n' "$word"; done
"""

# The line editor completes each line in turn, and a compadd of ours notes what it is given to offer.
ZSH = r"""
setopt extended_glob
fpath=($HOME/functions $fpath)
autoload -Uz compinit && compinit -u -D
compadd() {
  if [[ " ${(j: :)@[1,(i)(-|--)]} " != *\ -[A-Za-z]#[OAD]\ * ]]; then
    local -a matches
    builtin compadd -A matches "$@"
    seen+=("${matches[@]}")
  fi
  builtin compadd "$@"
}
zle-line-init() {
  local line
  for line in "${lines[@]}"; do
    seen=() BUFFER=$line CURSOR=$#line
    zle complete-word
    print -r -- "${(j: :)${(u)seen[@]}}" >>$HOME/offered
  done
  exit
}
zle -N zle-line-init
"""


def offered_by_bash(words, environment, folder) -> list[str]:
    """What bash offers for the last of the words, which are split as bash splits a line."""
    command = ["bash", "--norc", "--noprofile", "-eu", "-o", "pipefail", "-c", BASH, "bash", *words]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True,
                          timeout=limits.SECONDS, check=False)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"bash: exit {done.returncode}, {done.stderr}")
    return done.stdout.splitlines()


def offered_by_zsh(lines, environment, folder) -> dict[str, set[str]]:
    """What zsh offers at the end of each line; `~/functions` holds the completion."""
    home = environment["HOME"]
    with open(f"{home}/setup", "w", encoding="utf-8") as setup:
        setup.write(f"lines=({' '.join(map(shlex.quote, lines))})\n{ZSH}")
    screen, terminal = pty.openpty()
    try:
        shell = subprocess.Popen(["zsh", "-f", "-i"], env={**environment, "TERM": "dumb"}, cwd=folder,
                                 stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True)
        os.write(screen, b". ~/setup\n")
        try:
            shell.wait(limits.SECONDS)
        finally:
            shell.kill()
            shell.wait()
    finally:
        os.close(screen)
        os.close(terminal)
    with open(f"{home}/offered", encoding="utf-8") as offered:
        return {line: set(offer.split()) for line, offer in zip(lines, offered, strict=True)}


def offered_by_fish(lines, environment, folder) -> dict[str, set[str]]:
    """What fish offers at the end of each line."""
    script = "goto-token completion fish | source\n"
    script += "".join(f"complete -C {shlex.quote(line)}; echo\n" for line in lines)
    done = subprocess.run(["fish", "--no-config", "-c", script], env=environment, cwd=folder,
                          capture_output=True, text=True, timeout=limits.SECONDS, check=False)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"fish: exit {done.returncode}, {done.stderr}")
    return dict(zip(lines, _split_offers(done.stdout), strict=True))


def _split_offers(text: str) -> list[set[str]]:
    """One set for each part that ends with an empty line; descriptions left out."""
    offers = [set()]
    for line in text.splitlines():
        if line:
            offers[-1].add(line.split("\t")[0])
        else:
            offers.append(set())
    return offers[:-1]


def is_installed(shell: str) -> bool:
    """Whether the shell is there; scripts/test installs all three."""
    return shutil.which(shell) is not None
