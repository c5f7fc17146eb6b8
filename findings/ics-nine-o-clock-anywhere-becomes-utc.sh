#!/bin/sh
# Guess: a calendar whose events have floating times (nine o'clock wherever one is, RFC 5545 3.3.5) is
# written back by a calendar library as it was read.
# Seen (ics 0.7.3, CPython 3.11): the event begins at 09:00 UTC, and DTSTART is written with a Z: in New
# York the same entry is then at five in the morning. It also adds a CALSCALE that is not the one value
# which the RFC has. icalendar 7.3.2 keeps the floating time.
# Exits 0 while that is so, 1 when it changed.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q "ics==0.7.3" "icalendar==7.3.2"
cat > "$work/floating.py" <<'PY'
import icalendar
import ics

event = "UID:comments@plan", "DTSTAMP:20260501T000000Z", "DTSTART:20260504T090000", "DURATION:PT30M"
whole = "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//a//plan//EN", "BEGIN:VEVENT", *event, "END:VEVENT"
text = "\r\n".join((*whole, "END:VCALENDAR", ""))
back = ics.Calendar(text).serialize().splitlines()
kept = icalendar.Calendar.from_ical(text).to_ical().decode().splitlines()
scale = [line for line in back if line.startswith("CALSCALE")]
print([line for line in back if "DTSTART" in line], scale, [line for line in kept if "DTSTART" in line])
right = "DTSTART:20260504T090000Z" in back and "DTSTART:20260504T090000" in kept
raise SystemExit(0 if right and scale != ["CALSCALE:GREGORIAN"] and len(scale) == 1 else 1)
PY
"$work/env/bin/python" "$work/floating.py"
