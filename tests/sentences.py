"""What the rules' README and every help say, sentence by sentence."""

import re

import click

from estimator.cli import main
from estimator.resources import resource


def of_text(text):
    """The sentences of a paragraph: each ends where a new one begins with a capital."""
    flat = " ".join(text.replace("\b", " ").split())
    return [one for one in re.split(r"(?<=[.?!]) (?=[A-Z`(])", flat) if one]


def of_readme():
    """Every sentence of rules/README.md, and every row of its tables but the headings."""
    text = (resource("rules") / "README.md").read_text(encoding="utf-8")
    found = []
    for block in re.split(r"\n\s*\n", text):
        lines = block.splitlines()
        if block.startswith("|"):
            cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]
            found += [" | ".join(row) for row in cells if "must" not in row and "may" not in row]
        elif not block.startswith(("#", "    ")):
            items = lines if block.startswith("- ") else [block]
            found += [one for item in items for one in of_text(item.removeprefix("- "))]
    return found


def commands():
    """Every command by its name, those of groups too, and `ssi` itself."""
    found = {"ssi": main}
    with click.Context(main, info_name="ssi") as top:
        for name in main.list_commands(top):
            command = found[name] = main.get_command(top, name)
            if isinstance(command, click.Group):
                found |= {f"{name} {sub}": one for sub, one in command.commands.items()}
    return found


def of_helps():
    """Every sentence of every command's help, and the help of every option."""
    found = []
    for command in commands().values():
        paragraphs = re.split(r"\n\s*\n", f"{command.help or ''}\n\n{command.epilog or ''}")
        found += [one for text in paragraphs if "$ ssi" not in text for one in of_text(text)]
        found += [
            f"{option.opts[0]}: {option.help}"
            for option in command.params
            if isinstance(option, click.Option) and option.help
        ]
    return list(dict.fromkeys(found))
