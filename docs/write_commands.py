"""Writes `commands.md`: what every command says of itself. `python docs/write_commands.py`"""

from pathlib import Path

import click

from estimator.cli import main

PAGE = Path(__file__).parent / "commands.md"
HEAD = """# Every command

Made from the program by `python docs/write_commands.py`; `ssi COMMAND --help` and `ssi help
COMMAND` print the same. Results go to standard output, all else to standard error. Exit code 0:
fine; 1: a check failed or a target is not reachable; 2: usage, or input that cannot be used.

Completion: `eval "$(_SSI_COMPLETE=bash_source ssi)"` in bash, `eval
"$(_SSI_COMPLETE=zsh_source ssi)"` in zsh, `_SSI_COMPLETE=fish_source ssi | source` in fish.
"""


def page() -> str:
    """The whole page, a section a command, in the order of `ssi --help`."""
    parts = [HEAD, _section("ssi", main)]
    with click.Context(main, info_name="ssi") as top:
        for name in main.list_commands(top):
            command = main.get_command(top, name)
            assert command is not None
            parts += _sections(f"ssi {name}", command)
    return "\n".join(parts)


def _sections(name: str, command: click.Command) -> list[str]:
    inner = command.commands.items() if isinstance(command, click.Group) else ()
    return [_section(name, command), *(_section(f"{name} {sub}", one) for sub, one in inner)]


def _section(name: str, command: click.Command) -> str:
    context = click.Context(
        command, info_name=name, max_content_width=90, terminal_width=90,
        help_option_names=["-h", "--help"],
    )  # fmt: skip
    return f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
