#!/bin/sh
# Guess: LocalCluster(dashboard_address=None) opens no HTTP port, as its docstring says ("Set to
# None to disable the dashboard"), so port 8787 may belong to anybody.
# Seen (distributed 2026.8.0, CPython 3.11, Linux): None leaves out the pages, but the scheduler
# still starts its HTTP server, on the default port 8787; where that is taken it warns and takes
# another. An address with port 0 asks for no port in particular and says nothing.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "distributed==2026.8.0"
cat > "$work/ports.py" <<'PY'
import contextlib, socket, warnings
from distributed import LocalCluster


def told(address):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with LocalCluster(n_workers=1, processes=False, dashboard_address=address):
            pass
    return [str(one.message) for one in caught if "8787" in str(one.message)]


if __name__ == "__main__":
    with socket.socket() as taken:
        with contextlib.suppress(OSError):  # somebody else has it: just as well
            taken.bind(("127.0.0.1", 8787))
            taken.listen()
        none, zero = told(None), told("127.0.0.1:0")
    print(f"None: {len(none)} warnings of port 8787; port 0: {len(zero)}")
    raise SystemExit(0 if none and not zero else 1)
PY
"$work/env/bin/python" "$work/ports.py"
