#!/usr/bin/env python3
"""The one entry to Reportedly's source: `python3 build.py run`, `test`, `extension`, `model`, `lint`, `bench`,
`package`.

Needs nothing but Python 3.11 or newer. What it installs goes into .venv and extension/node_modules of this folder.
The commands stand in build_tools/; this file also has to be readable for an old Python, to tell that it is old.
"""

import sys


def main():
    # type: () -> int
    """Does what the command line says; the exit status is 0 when it is done, 2 for wrong usage, else 1."""
    if sys.version_info < (3, 11):
        sys.stderr.write(
            "build.py: this is Python %d.%d; Reportedly needs Python 3.11 or newer. "
            "If you have one, call it by its name: python3.11 build.py ...\n" % sys.version_info[:2]
        )
        return 1
    from build_tools.commands import main as commands
    from build_tools.say import BuildError

    try:
        return commands(sys.argv[1:])
    except BuildError as error:
        sys.stderr.write("build.py: %s\n" % error)
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nbuild.py: stopped\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
