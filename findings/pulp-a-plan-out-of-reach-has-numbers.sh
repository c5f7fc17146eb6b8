#!/bin/sh
# Guess: a plan that cannot reach its target has no numbers: whoever forgets to ask for the status gets
# None or an error.
# Seen (PuLP 3.3.2 with the CBC that it brings, and scipy 1.17.1; CPython 3.11): with CBC the variables
# hold values after "Infeasible", beyond their own bounds and not whole where whole was asked: 32.5 of at
# most 3 posts, and an objective. scipy's `milp` gives None.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "pulp==3.3.2" "scipy==1.17.1"
cat > "$work/reach.py" <<'PY'
from math import inf

import pulp
from scipy.optimize import Bounds, LinearConstraint, milp

plan = pulp.LpProblem("plan", pulp.LpMinimize)
comments = pulp.LpVariable("comments", 0, 10, cat="Integer")
posts = pulp.LpVariable("posts", 0, 3, cat="Integer")
plan += 5 * comments + 30 * posts  # minutes
plan += 0.5 * comments + 2 * posts >= 70  # points; 11 can be had
plan.solve(pulp.PULP_CBC_CMD(msg=False))
status, found = pulp.LpStatus[plan.status], (comments.value(), posts.value(), pulp.value(plan.objective))
reach = LinearConstraint([[0.5, 2]], 70, inf)
other = milp([5, 30], constraints=reach, bounds=Bounds([0, 0], [10, 3]), integrality=[1, 1])
print(f"PuLP: {status}, comments, posts, minutes {found}; scipy: status {other.status}, x {other.x}")
raise SystemExit(0 if status == "Infeasible" and found == (10.0, 32.5, 1025.0) and other.x is None else 1)
PY
"$work/env/bin/python" "$work/reach.py"
