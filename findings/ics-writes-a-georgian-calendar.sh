#!/bin/sh
# Guess: a plan's calendar that is read and written again by ics.py says CALSCALE:GREGORIAN, the only
# value that RFC 5545 knows, or leaves the line out as the file did.
# Seen (ics 0.7.3, icalendar 7.3.2, CPython 3.11): it adds CALSCALE:GEORGIAN, a calendar that no standard
# names. icalendar adds nothing.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "ics==0.7.3" "icalendar==7.3.2"
cat > "$work/again.py" <<'PY'
import icalendar
import ics

EVENT = ["BEGIN:VEVENT", "UID:a", "DTSTAMP:20260101T000000Z", "DTSTART:20260105T090000", "END:VEVENT"]
TEXT = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//plan//EN", *EVENT, "END:VCALENDAR", ""])
scales = [
    [line for line in again.splitlines() if line.startswith("CALSCALE")]
    for again in (ics.Calendar(TEXT).serialize(), icalendar.Calendar.from_ical(TEXT).to_ical().decode())
]
print(f"ics {scales[0]}, icalendar {scales[1]}")
raise SystemExit(0 if scales == [["CALSCALE:GEORGIAN"], []] else 1)
PY
"$work/env/bin/python" "$work/again.py"
