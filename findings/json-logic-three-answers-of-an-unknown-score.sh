#!/bin/sh
# Guess: JsonLogic is one language wherever it runs, so a rule about a score that is not known (an absent
# `var`) has one answer, and so has a remainder.
# Seen (json-logic-js 2.0.5 on Node.js 20.20; json-logic-qubit 0.9.1 and panzi-json-logic 1.0.1 on CPython
# 3.11): of an absent score, "== 0", "< 5", "<= 0" are false, true, true in JavaScript; all false in the
# first Python package; all true in the second. -7 % 3 is -1, 2 and 2; 0 == "" is true, false and
# false. Both Python packages install the module `json_logic`: the one that comes later is used.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/rules.json" <<'JSON'
[{"==": [{"var": "score"}, 0]}, {"<": [{"var": "score"}, 5]}, {"<=": [{"var": "score"}, 0]},
 {"%": [-7, 3]}, {"==": [0, ""]}]
JSON
cat > "$work/asked.py" <<'PY'
import json
import sys

from json_logic import jsonLogic

rules = json.load(open(sys.argv[1], encoding="utf-8"))
print(json.dumps([jsonLogic(rule, {}) for rule in rules]))
PY
cat > "$work/asked.js" <<'JS'
const logic = require("json-logic-js");
const rules = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
console.log("[" + rules.map((rule) => JSON.stringify(logic.apply(rule, {}))).join(", ") + "]");
JS
in_python() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q "$1==$2"
    "$work/$1/bin/python" "$work/asked.py" "$work/rules.json"
}
npm install --silent --no-fund --no-audit --prefix "$work" "json-logic-js@2.0.5" > "$work/npm.log"
first=$(NODE_PATH="$work/node_modules" node "$work/asked.js" "$work/rules.json")
second=$(in_python json-logic-qubit 0.9.1)
third=$(in_python panzi-json-logic 1.0.1)
echo "JavaScript $first; json-logic-qubit $second; panzi-json-logic $third"
test "$first" = "[false, true, true, -1, true]" && test "$second" = "[false, false, false, 2, false]" &&
    test "$third" = "[true, true, true, 2, false]"
