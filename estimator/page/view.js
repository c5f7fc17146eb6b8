// The controls, their state in the address, and what is drawn of model.js.

const $ = (id) => document.getElementById(id);
const all = (selector) => document.querySelectorAll(selector);
const element = (tag, more, ...inner) => { const one = Object.assign(document.createElement(tag), more); one.append(...inner); return one; };
const fixed = (x) => x.toFixed(1).replace("-0.0", "0.0");
const signed = (x) => Math.abs(x) < 0.05 ? "±0.0" : (x > 0 ? "+" : "−") + fixed(Math.abs(x));
const few = (x) => String(+x.toFixed(2));
const names = [...N.pillars.map((p) => p.name), "total"], TOTAL = names.length - 1;
const rules = N.rules.slice(0, 12), seatName = (s) => s === "free" ? "no seat" : s.replace("_", " ");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const TODAY = Date.parse(N.today + "T00:00Z"), dayOf = (d) => new Date(TODAY + 864e5 * (d + 1)); // of the days to come, 0 is tomorrow
const short = (d) => { const day = dayOf(d); return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`; };
const BACK = 7 * N.weeks; // days of the past that are drawn
const begins = Array.from({length: BACK + H}, (_, k) => dayOf(k - BACK).getUTCDate() === 1); // a month
const past = (name) => N.actual[name].map((s) => Float64Array.from({length: BACK}, (_, d) => Array.isArray(s) ? s[d] || 0 : s));
const was = names.map((name) => { const [points, low, high] = past(name); return {points, low, high}; });

// --- the controls ---
function slider(id, text, settings) {
  return element("div", {className: "slider"}, element("label", {htmlFor: id, textContent: text}),
    element("input", {type: "range", id, ...settings}), element("output", {htmlFor: id}));
}
const usual = (a) => Math.round(100 * a.outcome), outcomeOf = (a) => $("part." + a.action);
for (const a of N.acts) {
  $("habits").append(slider(a.action, a.name, {min: 0, max: a.most, step: a.step, defaultValue: 0}));
  if (a.outcome !== null) $("answered").append(slider("part." + a.action, `${a.name}, ${a.word}`, {min: 0, max: 100, step: 1, defaultValue: usual(a)}));
}
for (const s of N.sections)
  $("sections").append(element("label", {}, element("input", {type: "checkbox", id: "section." + s.section}), s.section.replace("_", " ")));
const profileUnseen = N.signals.some((s) => s.items && s.items.every((one) => !one.known));
if (!N.sections.length) $("sections").append(profileUnseen ? "the sources do not show your profile" : "nothing is known to be missing");
for (const s of N.seats) $("seat").append(element("option", {value: s, textContent: seatName(s), defaultSelected: s === N.seat}));
$("weeks").max = Math.floor(H / 7);
$("again").textContent = N.weeks > 1 ? `go on as in the last ${N.weeks} weeks` : "go on as in the last week";

const touched = (a) => a.outcome !== null && +outcomeOf(a).value !== usual(a);
const asked = () => ({
  rates: N.acts.map((a) => +$(a.action).value), seat: $("seat").value,
  outcomes: N.acts.map((a) => a.outcome === null ? 0 : touched(a) ? +outcomeOf(a).value / 100 : a.outcome),
  sections: N.sections.map((s) => s.section).filter((s) => $("section." + s).checked),
  baseline: document.querySelector("[name=baseline]:checked").value,
});

// --- their state in the address, with the rules it was made under; a pinned plan is one inside ---
let pinned = null;
function remembered(plan, inside) {
  const said = new URLSearchParams(inside ? {} : {rules});
  N.acts.forEach((a, i) => {
    if (plan.rates[i]) said.set(a.action, plan.rates[i]);
    if (a.outcome !== null && Math.round(100 * plan.outcomes[i]) !== usual(a)) said.set("part." + a.action, Math.round(100 * plan.outcomes[i]));
  });
  plan.sections.forEach((s) => said.set("section." + s, "1"));
  if (plan.seat !== N.seat) said.set("seat", plan.seat);
  if (plan.baseline !== "continue") said.set("baseline", plan.baseline);
  if (inside) return said.toString();
  if ($("weeks").value !== "8") said.set("weeks", $("weeks").value);
  if (pinned) said.set("pinned", remembered(pinned, true));
  return said.toString();
}
function put(said) {
  document.querySelector("form").reset();
  for (const [key, value] of said) {
    const one = $(key);
    if (key === "baseline") all("[name=baseline]").forEach((r) => { r.checked = r.value === value; });
    else if (one && one.type === "checkbox") one.checked = true;
    else if (one && (one.type === "range" || N.seats.includes(value))) one.value = value;
  }
}
function recalled() {
  const said = new URLSearchParams(location.hash.slice(1)), before = said.get("pinned");
  pinned = null;
  if (before !== null) { put(new URLSearchParams(before)); pinned = asked(); }
  put(said);
  const other = said.get("rules") && said.get("rules") !== rules;
  $("closing").textContent = (other ? "This link was made under other rules; its numbers were others. " : "")
    + `An estimate, calibrated on readings up to ${N.calibrated}; LinkedIn's may differ. Rules ${rules}, engine ${N.engine}.`;
}
function command(plan, weeks) {
  const told = ["ssi whatif", ...(N.named ? [N.named] : [])];
  if (N.account !== "me") told.push(`--account '${N.account.replace(/'/g, "'\\''")}'`);
  if (A) told.push("--readings PATH");
  if (N.dated) told.push(`--on ${N.today}`);
  N.acts.forEach((a, i) => {
    if (plan.rates[i]) told.push(`--add ${a.action}=${plan.rates[i]}/week` + (touched(a) ? `,${a.word}=${plan.outcomes[i]}` : ""));
  });
  plan.sections.forEach((s) => told.push(`--add profile_section=${s}`));
  told.push(`--weeks ${weeks}`, `--baseline ${plan.baseline}`, `--seat ${N.seat}`);
  if (plan.seat !== N.seat) told.push(`--with-seat ${plan.seat}`);
  return told.join(" ");
}

// --- one chart for the total and each pillar ---
const TALL = matchMedia("(min-width: 60rem)").matches ? 300 : 170;
const tenth = (x) => Math.round(10 * x) / 10;
function chart(box, n, height, lines, days) {
  const W = Math.max(box.wide, 240), left = 30, right = 40, top = 18, bottom = height - 22;
  const cap = n < TOTAL ? Math.max(...N.seats.map((s) => N.pillars[n].most[s])) : null;
  const {with_, alone, pin} = lines, own = was[n], to_come = (s) => Array.from(s.slice(0, days), (v, d) => [d, v]);
  const so_far = (s) => Array.from(s, (v, d) => [d - BACK, v]);
  const dots = N.dots.filter((one) => one[names[n]] !== undefined && one[names[n]] !== null && one.day >= -BACK && one.day < days);
  const drawn = [own.low, own.high, with_.low.slice(0, days), with_.high.slice(0, days), alone.points.slice(0, days),
    pin ? pin.points.slice(0, days) : [], dots.map((one) => one[names[n]])].flatMap((s) => [...s]);
  const step = cap === null ? 10 : 5, bottomValue = cap === null ? Math.max(Math.floor(Math.min(...drawn) / step) * step, 0) : 0;
  const topValue = cap === null ? Math.min(Math.max(Math.ceil(Math.max(...drawn) / step) * step, bottomValue + step), 100) : cap;
  const x = (d) => left + (W - left - right) * (d + BACK) / (days + BACK - 1);
  const y = (v) => bottom - (bottom - top) * (v - bottomValue) / (topValue - bottomValue);
  const across = Array.from({length: BACK + days}, (_, k) => tenth(x(k - BACK)) + ",");
  const polyline = (points) => points.map(([d, v]) => across[d + BACK] + tenth(y(v))).join(" ");
  const text = (said, tx, ty, anchor, kind) => `<text x="${tx.toFixed(1)}" y="${ty.toFixed(1)}" text-anchor="${anchor}"${kind ? ` class="${kind}"` : ""}>${said}</text>`;
  const rule = (kind, x1, y1, x2, y2) => `<line class="${kind}" x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`;
  const parts = [];
  const every = (topValue - bottomValue) / step < 2 ? step / 2 : (topValue - bottomValue) / step > 5 || height < 160 && (topValue - bottomValue) / step > 3 ? 2 * step : step;
  for (let v = Math.ceil(bottomValue / every) * every; v <= topValue; v += every) parts.push(rule("grid", left, y(v), W - right, y(v)), text(v, left - 6, y(v) + 4, "end"));
  let free = left;
  for (let d = -BACK; d < days; d++) {
    const last = d === days - 1, first = begins[d + BACK];
    if (d === -BACK || last || first && x(d) - free > 12 && x(days - 1) - x(d) > 80) {
      parts.push(text(short(d), x(d), height - 6, d === -BACK ? "start" : last ? "end" : "middle"));
      free = x(d) + (d === -BACK ? 55 : 45);
    }
  }
  const edge = (side) => [[-1, own[side][BACK - 1]], ...to_come(with_[side])];
  for (const [high, low] of [[so_far(own.high), so_far(own.low)], [edge("high"), edge("low")]])
    parts.push(`<polygon class="within" points="${polyline([...high, ...low.reverse()])}"/>`);
  parts.push(rule("today", x(-1), top, x(-1), bottom), text("today", x(-1), top - 6, "middle"));
  const line = (kind, points) => parts.push(`<polyline class="${kind}" points="${polyline(points)}"/>`);
  const now = [-1, own.points[BACK - 1]];
  line("alone", [now, ...to_come(alone.points)]);
  if (pin) line("pinned", [now, ...to_come(pin.points)]);
  line("line", [...so_far(own.points), ...to_come(with_.points)]);
  for (const one of dots) parts.push(`<circle class="dot" r="4" cx="${x(one.day).toFixed(1)}" cy="${y(one[names[n]]).toFixed(1)}"><title>${short(one.day)}: read ${one[names[n]]}</title></circle>`);
  const last = days - 1, at = y(with_.points[last]) + 4, beside = y(alone.points[last]) + 4;
  parts.push(text(fixed(with_.points[last]), W - right + 5, at, "start", "last"));
  if (fixed(with_.points[last]) !== fixed(alone.points[last]))
    parts.push(text(fixed(alone.points[last]), W - right + 5, Math.abs(at - beside) < 13 ? at + (beside < at ? -13 : 13) : beside, "start"));
  const label = `${names[n]}: ${fixed(now[1])} today, ${fixed(with_.points[last])} on ${short(last)} with the plan, ${fixed(alone.points[last])} without`;
  box.innerHTML = `<svg viewBox="0 0 ${W} ${height}" role="img" aria-label="${label}">${parts.join("")}<line class="at" y1="${top}" y2="${bottom}" visibility="hidden"/></svg>`;
  box.dayAt = (px) => Math.round((px - left) / (W - left - right) * (days + BACK - 1)) - BACK;
  box.read = (day) => {
    const d = box.day = clip(day, -BACK, last), guide = box.querySelector(".at");
    for (const end of ["x1", "x2"]) guide.setAttribute(end, x(d));
    guide.setAttribute("visibility", "visible");
    const read = dots.find((one) => one.day === d), of = d < 0 ? own : with_, k = d < 0 ? d + BACK : d;
    return `${short(d)} ${dayOf(d).getUTCFullYear()}, ${names[n]}: ${fixed(of.points[k])} (${fixed(of.low[k])}–${fixed(of.high[k])})`
      + (d < 0 ? "" : `, ${fixed(alone.points[d])} without`) + (d < 0 || !pin ? "" : `, ${fixed(pin.points[d])} pinned`) + (read ? `, read ${read[names[n]]}` : "");
  };
}
const HINT = "Point at a chart to read a day; from the keyboard, by the arrow keys.";
function pointing(box, n) {
  const left = () => { $("said").textContent = HINT; box.querySelector(".at").setAttribute("visibility", "hidden"); };
  const read = (day) => { $("said").textContent = box.read(day); };
  Object.assign(box, {tabIndex: 0, role: "group", ariaLabel: `${names[n]}, day by day`});
  box.addEventListener("pointermove", (event) => read(box.dayAt(event.clientX - box.getBoundingClientRect().left)));
  box.addEventListener("pointerleave", left);
  box.addEventListener("focus", () => { if (box.matches(":focus-visible")) read(box.day ?? -1); });
  box.addEventListener("blur", left);
  box.addEventListener("keydown", (event) => {
    const step = {ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -1e4, End: 1e4}[event.key];
    if (step) { event.preventDefault(); read(box.day + step); }
  });
}

// --- what is said ---
const minutesOf = (plan) => sum(N.acts.map((a, i) => a.minutes * plan.rates[i]));
function warnings(plan, last, result) {
  const told = [], base = plan.baseline === "nothing" ? 0 : 1;
  N.acts.forEach((a, i) => {
    const week = plan.rates[i] + base * a.assumed, limit = a.limits[plan.seat];
    if (!plan.rates[i]) return;
    if (limit !== null && week > limit + 1e-6) told.push(`${a.name}: ${few(week)} a week; the limit with this seat is ${few(limit)}`);
    else if (week > a.ever + 1e-6) told.push(`${a.name}: more in a week than the log has ever seen (so far at most ${few(a.ever)})`);
  });
  const seen = N.seen.totals[plan.seat];
  if (seen !== undefined && Math.max(...result[TOTAL].points.slice(0, last + 1)) > seen) told.push(`on paper: no reading above ${seen} is known with this seat`);
  if (minutesOf(plan) > 10080) told.push("a week has 10,080 minutes");
  return told;
}
function row(n, last, result, alone, pin) {
  const r = result[n], a = alone[n].points[last], cell = (textContent, className = "") => element("td", {textContent, className});
  const found = element("tr", {}, element("th", {scope: "row", textContent: names[n]}), cell(fixed(was[n].points[BACK - 1])), cell(fixed(a)),
    cell(fixed(r.points[last]), "with"), cell(signed(r.points[last] - a)), cell(`${fixed(r.low[last])}–${fixed(r.high[last])}`, "wide"));
  if (pin) found.append(cell(fixed(pin[n].points[last])));
  return found;
}
const list = (id, items) => $(id).replaceChildren(...items.map((textContent) => element("li", {textContent})));

const boxes = names.map((name, n) => {
  if (n === TOTAL) return $("chart");
  const box = element("div");
  $("pillars").append(element("div", {}, element("h3", {textContent: name}), box));
  return box;
});
boxes.forEach(pointing);
$("said").textContent = HINT;
// Whether a chart would be drawn as it is: the same lines as long and as wide.
const alike = (a, b) => a && b ? a === b || a.every((x, i) => x === b[i]) : a === b;
function again(box, lines, days) {
  const told = [box.wide, days], three = Object.values(lines).flatMap((one) => one ? [one.points, one.low, one.high] : [null, null, null]);
  const same = box.drawn && alike(told, box.drawn.told) && three.every((one, i) => alike(one, box.drawn.three[i]));
  box.drawn = {told, three};
  return same;
}
const measured = () => boxes.forEach((box) => { box.wide = box.clientWidth; });
const says = (one, text) => { if (one.textContent !== text) one.textContent = text; };
let later = 0;
function draw() {
  const plan = asked(), weeks = +$("weeks").value, days = 7 * weeks, last = days - 1;
  const result = project(plan, days), alone = project({...nothing, baseline: plan.baseline}, days), pin = pinned && project(pinned, days);
  for (const one of all("input[type=range]")) {
    says(one.nextElementSibling, one.id.startsWith("part.") ? one.value + " %" : few(+one.value));
    one.parentElement.classList.toggle("set", one.value !== one.defaultValue);
  }
  all(".k-pinned").forEach((one) => { one.hidden = !pin; });
  const total = result[TOTAL], lift = total.points[last] - alone[TOTAL].points[last];
  $("total").textContent = fixed(total.points[last]);
  $("interval").textContent = `on ${short(last)}, ${Math.round(100 * N.level)} % interval ${fixed(total.low[last])}–${fixed(total.high[last])}`;
  $("verdict").textContent = Math.abs(lift) < 0.05 ? "As without a plan. Drag a slider." : `${fixed(Math.abs(lift))} points ${lift > 0 ? "more" : "fewer"} than without the plan.`;
  $("last").textContent = `On ${short(last)} ${dayOf(last).getUTCFullYear()}, in ${weeks > 1 ? weeks + " weeks" : "a week"}`;
  $("rows").replaceChildren(...[TOTAL, ...N.pillars.keys()].map((n) => row(n, last, result, alone, pin)));
  const once = sum(N.sections.filter((s) => plan.sections.includes(s.section)).map((s) => s.minutes));
  $("effort").textContent = `The plan takes ${Math.round(minutesOf(plan))} minute${Math.round(minutesOf(plan)) === 1 ? "" : "s"} a week` + (once ? `, and ${Math.round(once)} once.` : ".");
  list("warnings", warnings(plan, last, result));
  $("command").textContent = command(plan, weeks);
  boxes.forEach((box, n) => {
    const lines = {with_: result[n], alone: alone[n], pin: pin && pin[n]};
    if (!again(box, lines, days)) chart(box, n, n === TOTAL ? TALL : 130, lines, days);
  });
  window.drawn = {plan, days, result, alone, pin};
  clearTimeout(later);
  later = setTimeout(() => { history.replaceState(null, "", "#" + remembered(plan)); next(plan, days, result[TOTAL].points[last]); }, 200);
}
function next(plan, days, points) {
  const tried = N.acts.map((a, i) => {
    const rates = plan.rates.map((r, j) => j === i ? r + a.step : r);
    const more = rates[i] > a.most ? 0 : project({...plan, rates}, days)[TOTAL].points[days - 1] - points;
    return {a, more, hour: a.minutes ? 60 * more / (a.minutes * a.step) : 0};
  }).filter((one) => one.more > 0.005 && one.hour).sort((one, other) => other.hour - one.hour).slice(0, 3);
  const often = (a) => a.step < 1 ? `one more ${a.name} in ${Math.round(1 / a.step)} weeks` : a.step === 1 ? `one more ${a.name} a week` : `${few(a.step)} more of ${a.name} a week`;
  list("steps", tried.length ? tried.map(({a, more, hour}) => `${often(a)}: +${more.toFixed(2)} points, ${fixed(hour)} points for an hour a week`) : ["nothing within the sliders adds to this"]);
}
function today() {
  const level = Math.round(100 * N.now.level);
  $("about").textContent = `Account ${N.account}, ${seatName(N.seat)}. Nothing you do here leaves this page.`;
  $("now").textContent = `${short(-1)} ${dayOf(-1).getUTCFullYear()}: ${fixed(N.now.points)}, ${N.now.called}; ${level} % interval ${fixed(N.now.low)}–${fixed(N.now.high)}.`;
  $("why").hidden = !N.now.reasons.length;
  list("reasons", N.now.reasons.map(([points, pillar, signal, seen]) => `${points} ${pillar}, ${signal}: ${seen}`));
  list("notes", [...N.now.warnings, ...N.now.doubts]);
  document.querySelector(".k-dots").hidden = !N.dots.some((one) => one.day >= -BACK);
}
$("pin").onclick = () => { pinned = asked(); draw(); };
$("clear").onclick = () => { document.querySelector("form").reset(); pinned = null; draw(); };
document.querySelector("form").addEventListener("input", draw);
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", () => { recalled(); draw(); });
window.addEventListener("resize", () => { measured(); draw(); });
today();
recalled();
measured();
draw();
