// What a plan gives: points of every pillar and, last, of the total, on each day to come. N holds
// what the engine made of the account; here it is multiplied, put on its curves, added up and cut.
// Every function says which of the engine it agrees with; tests/page drives both and compares them.
"use strict";

const H = N.days;
const zeros = () => new Float64Array(H);
const series = (s) => Float64Array.from({length: H}, (_, d) => Array.isArray(s) ? s[d] || 0 : s);
const sum = (list) => list.reduce((a, x) => a + x, 0);
const dot = (a, b) => { let x = 0; for (let i = 0; i < a.length; i++) x += a[i] * b[i]; return x; };
const clip = (x, low, high) => Math.min(Math.max(x, low), high);

// --- curves: estimator/saturation.py ---
const CURVES = {
  exp: {
    share: (c, x) => 1 - 2 ** (-x / c.half_at),
    amount: (c, s) => -c.half_at * Math.log2(1 - s),
  },
  hyperbolic: {
    share: (c, x) => x / (x + c.half_at),
    amount: (c, s) => c.half_at * s / (1 - s),
  },
  hill: {
    share: (c, x) => 1 - 1 / (1 + (x / c.half_at) ** c.steepness),
    amount: (c, s) => c.half_at * (s / (1 - s)) ** (1 / c.steepness),
  },
  log: {
    share: (c, x) => Math.min(Math.log1p(x) / Math.log1p(c.full_at), 1),
    amount: (c, s) => Math.expm1(s * Math.log1p(c.full_at)),
  },
  linear: {
    share: (c, x) => Math.min(x / c.full_at, 1),
    amount: (c, s) => s * c.full_at,
  },
  steps: {
    share: (c, x) => c.at.reduce((s, at, i) => x >= at ? c.shares[i] : s, 0),
    amount: (c, s) => {
      const i = c.shares.findIndex((one) => one >= s - 1e-12);
      return s <= 0 ? 0 : c.at[i < 0 ? c.at.length - 1 : i];
    },
  },
};
const NEARLY = 1 - 1e-12;
const share = (c, x) => CURVES[c.form].share(c, x);
const amount = (c, s) => CURVES[c.form].amount(c, Math.min(s, NEARLY));

const responses = N.responses.map(series);
const sums = N.sums.map((s) => ({...s, past: series(s.past), assumed: series(s.assumed), response: responses[s.response]}));
const signals = N.signals.map((s) => ({...s, known: series(s.known), state: series(s.state || 0),
  assumed: [s.unknown.share, s.unknown.low, s.unknown.high].map((one) => amount(s.curve, one))}));
const growth = series(N.growth);
const byPath = Object.fromEntries(signals.map((s, i) => [s.path, i]));
const cutsWith = (seat) => N.pillars.map((p) => p.most[seat]);

// --- what a plan does on each day: whole acts, Monday to Friday; estimator/whatif/plans.py ---
function spread(rate) {
  const done = zeros();
  let due = 0, before = 0;
  for (let d = -N.weekday; d < H; d++) {
    if ((d + N.weekday) % 7 < 5) due += 1;
    const now = Math.floor(rate * (due / 5) + 0.5);
    if (d >= 0) done[d] = now - before;
    before = now;
  }
  return done;
}
function answered(done, part) {
  const found = zeros();
  let so_far = 0, before = 0;
  for (let d = 0; d < H; d++) {
    so_far += done[d];
    const now = Math.floor(so_far * part + 0.5);
    found[d] = now - before;
    before = now;
  }
  return found;
}

// --- amounts of the signals: Book.amounts ---
// The baseline is done `held` times, the plan `times` times. idle: the same without a plan; what no
// act of the plan touches is taken from there.
function amounts(plan, held, times, days, idle) {
  const sent = N.acts.map((a, i) => plan.rates[i] ? spread(plan.rates[i]) : null);
  const came = N.acts.map((a, i) => sent[i] && plan.outcomes[i] ? answered(sent[i], plan.outcomes[i]) : null);
  const touched = sums.map((s) => s.sent.some((i) => sent[i]) || s.answered.some((i) => came[i]));
  const decayed = sums.map((s, n) => {
    if (idle && !touched[n]) return idle.decayed[n];
    const found = Float64Array.from(s.past);
    for (let d = 0; d < days; d++) {
      let done = held * s.assumed[d];
      for (const i of s.sent) if (sent[i]) done += times * sent[i][d];
      for (const i of s.answered) if (came[i]) done += times * came[i][d];
      const counted = s.perday ? (done > 0 ? 1 : 0) : s.most === null ? done : Math.min(done, s.most);
      if (counted) for (let t = d; t < days; t++) found[t] += counted * s.response[t - d];
    }
    return found;
  });
  const grown = zeros();
  let more = 0;
  for (let d = 0; d < days && N.connections !== null; d++) {
    more += held * growth[d];
    N.acts.forEach((a, i) => { if (a.raises && came[i]) more += times * came[i][d]; });
    grown[d] = more;
  }
  const raised = N.acts.some((a, i) => a.raises && came[i]);
  const seen = signals.map((s, n) => {
    const moves = s.kind === "checklist" ? plan.sections.length : s.kind === "stock" ? s.raised && raised : s.sums.some((one) => touched[one]);
    if (idle && !moves) return idle.seen[n];
    if (s.kind === "checklist") return checklist(s, times > 0 ? plan.sections : []);
    if (s.kind === "stock") return {amount: s.raised ? s.state.map((x, d) => x + grown[d]) : s.state, known: s.known};
    if (s.kind === "rate") return rate(s, ...s.sums.map((n) => decayed[n]), days);
    return {amount: decayed[s.sums[0]], known: s.known};
  });
  return {decayed, seen};
}
function checklist(s, sections) {
  const filled = s.items.map((item) => item.by.some((one) => sections.includes(one)));
  const there = sum(s.items.map((item, i) => item.weight * (item.there || filled[i] ? 1 : 0)));
  const known = sum(s.items.map((item, i) => item.weight * (filled[i] ? 1 : item.known)));
  return {amount: zeros().fill(there), known: zeros().fill(known / sum(s.items.map((item) => item.weight)))};
}
function rate(s, part, whole, days) {
  const found = {amount: zeros(), known: zeros()};
  for (let d = 0; d < days; d++) {
    const some = whole[d] > 0, enough = some && whole[d] >= s.prior.least * NEARLY && s.known[d] > 0;
    if (enough) found.amount[d] = Math.min((part[d] + s.prior.rate * s.prior.weight) / (whole[d] + s.prior.weight), 1);
    found.known[d] = enough ? 1 : some ? 0 : s.known[d];
  }
  return found;
}

// --- shares, with what stands in for the part that the log does not show: Book.shares, stand_in ---
function shares(s, seen, seat, d) {
  const {amount: x, known} = seen[byPath[s.path]];
  if (known[d] >= 1) return Array(3).fill(share(s.curve, x[d]));
  return standIns(s, seen, seat, d).map((one) => share(s.curve, x[d] + (1 - known[d]) * one));
}
function standIns(s, seen, seat, d) {
  const u = s.unknown, from = byPath[u.inferred_from];
  const there = from !== undefined && u.curve && (!signals[from].seats || signals[from].seats.includes(seat));
  if (!there) return s.assumed;
  const known = seen[from].known[d], x = seen[from].amount[d] / (known > 0 ? known : 1);
  const middle = u.most * share(u.curve, x), part = Math.sqrt(known);
  return [u.share, u.low, u.high].map((fixed, k) =>
    amount(s.curve, part * clip(middle + [0, -1, 1][k] * u.spread, 0, 1) + (1 - part) * fixed));
}

// --- points and how far they may be off: Book.points, Book._off ---
// below, above: standard deviations. moving: the points that move with what is done.
function score(plan, held, times, days) {
  const idle = idly(held, plan.seat, days), {seen} = amounts(plan, held, times, days, idle), cuts = cutsWith(plan.seat);
  const worth = worths(seen, plan.seat, days, idle), all = sum(cuts), P = cuts.length;
  const sides = () => Object.fromEntries(["points", "low", "high", "below", "above", "moving"].map((name) => [name, zeros()]));
  const found = [...N.pillars.map(sides), sides()], down = new Float64Array(P + 1), up = new Float64Array(P + 1);
  const own = N.pillars.map(() => ({uncut: 0, moving: 0, down: 0, downs: 0, up: 0, ups: 0})); // downs, ups: of squares
  for (let d = 0; d < days; d++) {
    for (const one of own) for (const name in one) one[name] = 0;
    for (let n = 0; n < signals.length; n++) {
      if (!worth[n]) continue;
      const one = own[signals[n].pillar], middle = worth[n].middle[d], less = middle - worth[n].low[d], more = worth[n].high[d] - middle;
      one.uncut += middle;
      if (signals[n].moves) one.moving += middle;
      one.down += less;
      one.downs += less * less;
      one.up += more;
      one.ups += more * more;
    }
    off(own, cuts, "down", "downs", -1, down);
    off(own, cuts, "up", "ups", 1, up);
    let total = 0, squares = 0;
    for (let n = 0; n <= P; n++) {
      const one = found[n], p = N.pillars[n], middle = n < P ? Math.min(own[n].uncut, cuts[n]) : total;
      const spread = n === P ? Math.sqrt(squares) : p.least === null ? p.spread
        : Math.min(Math.hypot(p.least, p.part * (middle + up[n])), p.spread);
      const below = Math.hypot(down[n], N.deviations * spread), above = Math.hypot(up[n], N.deviations * spread);
      total += middle;
      squares += spread * spread;
      one.points[d] = middle;
      one.low[d] = Math.max(middle - below, 0);
      one.high[d] = Math.min(middle + above, n < P ? cuts[n] : all);
      one.below[d] = below / N.deviations;
      one.above[d] = above / N.deviations;
      one.moving[d] = n < P ? own[n].moving : 0;
    }
  }
  return found;
}
// The points of each signal on each day, null for one that the seat does not have; those that
// stand as they do without a plan are not reckoned again.
function worths(seen, seat, days, idle) {
  return signals.map((s, n) => {
    const from = byPath[s.unknown.inferred_from];
    if (idle && seen[n] === idle.seen[n] && (from === undefined || seen[from] === idle.seen[from])) return idle.worth[n];
    if (s.seats && !s.seats.includes(seat)) return null;
    const worth = {middle: zeros(), low: zeros(), high: zeros()};
    for (let d = 0; d < days; d++)
      [worth.middle[d], worth.low[d], worth.high[d]] = shares(s, seen, seat, d).map((one) => s.points * one);
    return worth;
  });
}
const still = new Map();
function idly(held, seat, days) {
  const key = `${held} ${seat} ${days}`;
  if (!still.has(key)) {
    if (still.size > 40) still.clear();
    const {decayed, seen} = amounts({...nothing, seat}, held, 0, days);
    still.set(key, {decayed, seen, worth: worths(seen, seat, days)});
  }
  return still.get(key);
}
// What is unknown moves together only in part, and what a cut takes is not uncertain.
function off(own, cuts, side, squares, sign, left) {
  const J = N.together, P = cuts.length;
  let apart = 0, common = 0, whole = 0;
  for (let n = 0; n < P; n++) {
    const {uncut, [side]: bare, [squares]: square} = own[n], reach = Math.sqrt((1 - J) * square + J * bare ** 2);
    left[n] = sign * (Math.min(uncut + sign * reach, cuts[n]) - Math.min(uncut, cuts[n]));
    const together = reach > 0 ? bare * left[n] / reach : 0;
    apart += left[n] ** 2 - J * together ** 2;
    common += together;
    whole += left[n];
  }
  left[P] = J === 1 ? whole : Math.sqrt(Math.max(apart + J * common ** 2, 0));
}

// --- readings: estimator/anchoring/anchor.py, whose letters these are ---
const A = N.anchor;
// Of a day's residual of a pillar with what a reading shows: c(t, t') with n(t) in it, times h;
// `lasting` is the part of it that does not hang on n(t).
function lasting(p, apart, moving, row) {
  if (!row.reach[p]) return 0;
  const moved = Math.exp(-Math.abs(moving - row.moving[p]) / A.turn);
  return row.reach[p] * (A.hold[p] + (1 - A.hold[p]) * apart) * moved * Math.sqrt(1 - row.jitter[p]);
}
const fading = (day, row) => Math.exp(-Math.abs(day - row.day) / A.fade);
const once = (p, day, own, row) => day === row.day ? row.reach[p] * Math.sqrt(own * row.jitter[p]) : 0;
const covariance = (p, day, moving, own, row) =>
  lasting(p, fading(day, row), moving, row) * Math.sqrt(1 - own) + once(p, day, own, row);
// The readings that some days go by: what hangs together, K^-1 r and K^-1 of it.
function systems(rows) {
  const each = N.pillars.map((_, p) => p), single = rows.every((row) => row.over.length === 1);
  return (single ? each.map((p) => [p]) : [each]).map((own) => {
    const group = rows.filter((row) => row.over.some((p) => own.includes(p)));
    const K = group.map((a) => group.map((b) => sum(own.map((p) => a.reach[p] * covariance(p, a.day, a.moving[p], a.jitter[p], b)))
      + (a === b ? a.noise : 0)));
    const inverse = inverted(K);
    return {own, group, inverse, solved: inverse.map((line) => dot(line, group.map((row) => row.rest)))};
  });
}
function inverted(K) {
  const n = K.length, rows = K.map((line, i) => Float64Array.from({length: 2 * n}, (_, j) => j < n ? line[j] : +(j - n === i)));
  for (let i = 0; i < n; i++) {
    const first = rows[i], by = 1 / first[i];
    for (let j = i; j < 2 * n; j++) first[j] *= by;
    for (const row of rows) {
      const part = row[i];
      if (row !== first && part) for (let j = i; j < 2 * n; j++) row[j] -= part * first[j];
    }
  }
  return rows.map((row) => row.slice(n));
}
if (A) for (const row of A.rows) row.apart = zeros().map((_, d) => fading(d, row));
if (A) for (const sway of Object.values(A.sway)) for (const name in sway) sway[name] = sway[name].map(series);
const runs = A ? A.runs.map(([from, first, end, scale]) => {
  const rows = A.rows.slice(first, end);
  return {from, rows, scale, systems: systems(rows), total: rows.some((row) => row.over.length > 1)};
}) : [];

// The anchored points, low and high of every pillar and the total: Anchor._by. sway: of the model's versions.
function anchored(version, seat, days, sway) {
  const found = version.map(() => ({points: zeros(), low: zeros(), high: zeros()}));
  const most = cutsWith(seat).map((cut, p) => Math.min(Math.max(cut, A.highest[p]), A.most));
  for (let d = 0; d < days; d++) {
    const run = runs.findLast((one) => one.from <= d), now = sway.shift.map((one, p) => version[p].points[d] + one[d]);
    const ends = ["below", "above"].map((name) => most.map((_, p) => Math.max(version[p][name][d], A.tiny)));
    // where a total was read a pillar has one half-width for either side
    const between = (low, high, part) => Math.max(low + part * (high - low), A.tiny), {total} = run;
    const sides = total ? Array(2).fill(most.map((_, p) => between(ends[0][p], ends[1][p], A.lies[p]))) : ends;
    const {moved, shared} = residuals(version, run, sides, d), apart = sway.apart.map((one) => one[d]);
    const own = shared.map((one) => most.map((_, p) => Math.min(
      clip(one[p][p], 0, 1) * (total ? 1 : run.scale[p][d]) + apart[p] / sides[+(moved[p] >= 0)][p] ** 2, 1)));
    for (const row of run.rows) settle(row, sides, moved, own, d);
    const left = most.map((_, p) => Math.max(own[0][p], own[1][p]));
    const drawn = (p, u) => ends[+(u >= 0)][p] * u, middles = moved.map((u, p) => now[p] + sides[+(u >= 0)][p] * u);
    const wide = left.map((one) => N.deviations * Math.sqrt(one));
    let points = middles.map((one, p) => clip(one, 0, most[p]));
    if (total) points = kept(sum(middles), points, most, moved.map((u, p) => sides[0][p] ** 2 * left[p]));
    points.forEach((middle, p) => {
      const [down, up] = [-1, 1].map((sign) => middles[p] + drawn(p, moved[p] + sign * wide[p]) - drawn(p, moved[p]));
      found[p].points[d] = middle;
      found[p].low[d] = Math.min(clip(down, 0, most[p]), middle);
      found[p].high[d] = Math.max(clip(up, 0, most[p]), middle);
    });
    const all = found[most.length], theirs = ["below", "above"].map((name) => version[most.length][name][d]);
    const mean = between(...theirs, sum(A.lies) / most.length);
    const reach = sides.map((half, s) => {
      const whole = () => sum(half.map((a, p) => sum(half.map((b, q) => a * b * shared[s][p][q]))));
      const after = !total ? sum(half.map((a, p) => a * a * own[s][p]))
        : left.some((one) => one) ? run.scale[0][d] * Math.max(whole(), 0) + apart[most.length] : 0;
      const part = Math.sqrt(Math.min(after / sum(half.map((a) => a * a)), 1));
      return N.deviations * part / ((1 - part) / (total ? mean : theirs[s]) + part / theirs[s]);
    });
    all.points[d] = sum(points);
    all.low[d] = Math.min(Math.max(all.points[d] - reach[0], 0), all.points[d]);
    all.high[d] = Math.max(Math.min(all.points[d] + reach[1], sum(most)), all.points[d]);
  }
  return found;
}
function residuals(version, run, sides, d) {
  const moved = sides[0].map(() => 0), shared = sides.map((own) => own.map((_, p) => own.map((_, q) => +(p === q))));
  for (const {own, group, inverse, solved} of run.systems) {
    if (!group.length) continue;
    const cross = sides.map(() => own.map(() => new Float64Array(group.length)));
    own.forEach((p, i) => {
      const alone = sides.map((s) => Math.min((A.grain[p] / s[p]) ** 2, A.alone)), left = alone.map((one) => Math.sqrt(1 - one));
      for (let n = 0; n < group.length; n++) {
        const both = lasting(p, group[n].apart[d], version[p].moving[d], group[n]);
        for (let s = 0; s < 2; s++) cross[s][i][n] = both * left[s] + once(p, d, alone[s], group[n]);
      }
    });
    cross.forEach((k, s) => k.forEach((line, i) => {
      const by = inverse.map((row) => dot(row, line));
      k.forEach((other, j) => { shared[s][own[i]][own[j]] -= dot(other, by); });
    }));
    own.forEach((p, i) => {
      const [low, high] = cross.map((k) => dot(k[i], solved));
      moved[p] = low + high >= 0 ? high : low;
    });
  }
  return {moved, shared};
}
// What was read stands on its own day as it was read.
function settle(row, sides, moved, own, d) {
  if (row.day !== d || row.noise || row.over.length > 1) return;
  const [p] = row.over, u = row.rest / row.reach[p];
  if (Math.abs(sides[+(u >= 0)][p] / row.reach[p] - 1) > 1e-6) return;
  moved[p] = u;
  own.forEach((one) => { one[p] = 0; });
}
function kept(total, points, most, unsure) {
  for (let round = 0; round < 3; round++) {
    const over = total - sum(points);
    const give = points.map((one, p) => (over > 0 ? most[p] - one : one) > 1e-9 ? unsure[p] : 0);
    points = points.map((one, p) => clip(one + over * give[p] / Math.max(sum(give), 1e-12), 0, most[p]));
  }
  return points;
}

// --- the days to come: whatif/projection.py, `widened` and `_shifted` ---
// As assumed, with the ends of less and more of it done; a later day is never surer than one before.
function versions(plan, days) {
  const habits = plan.baseline === "nothing" ? [0, 0, 0] : N.done.habits;
  const three = habits.map((held, k) => score(plan, held, N.done.plan[k], days));
  const cuts = cutsWith(plan.seat), caps = [...cuts, sum(cuts)];
  const wide = three[0].map((middle, n) => {
    const out = {points: middle.points, low: zeros(), high: zeros()};
    let down = 0, up = 0;
    for (let d = 0; d < days; d++) {
      down = Math.max(down, middle.points[d] - three[1][n].low[d]);
      up = Math.max(up, three[2][n].high[d] - middle.points[d]);
      out.low[d] = Math.max(middle.points[d] - down, 0);
      out.high[d] = Math.min(middle.points[d] + up, caps[n]);
    }
    return out;
  });
  return {plain: three[0], wide};
}
// Moved by what readings add to the days without the plan, and as wide as they leave it.
function shifted({plain, wide}, seat, offset, days, sway) {
  const sure = anchored(plain, seat, days, sway), out = wide.map(() => ({points: zeros(), low: zeros(), high: zeros()}));
  const most = cutsWith(seat).map((cut, p) => Math.max(cut, A.highest[p])), caps = [...most, sum(most)];
  out.forEach((one, n) => {
    const reach = [0, 0];
    for (let d = 0; d < days; d++) {
      one.points[d] = n < most.length ? clip(wide[n].points[d] + offset[n][d], 0, most[n])
        : sum(out.slice(0, n).map((pillar) => pillar.points[d]));
      ["low", "high"].forEach((end, k) => {
        const [a, b, c] = [wide, plain, sure].map((of) => of[n][end][d] - of[n].points[d]);
        reach[k] = Math.max(reach[k], Math.sqrt(Math.max(a * a - b * b, 0) + c * c));
      });
      one.low[d] = Math.max(one.points[d] - reach[0], 0);
      one.high[d] = Math.max(Math.min(one.points[d] + reach[1], caps[n]), one.points[d]);
    }
  });
  return out;
}

const made = new Map(); // what was worked out before: the line without a plan, a pinned plan
function project(plan, days) {
  const key = JSON.stringify([plan, days]);
  if (!made.has(key)) {
    if (made.size > 40) made.clear();
    made.set(key, projected(plan, days));
  }
  return made.get(key);
}
function projected(plan, days) {
  const own = versions(plan, days);
  if (!A) return own.wide;
  return shifted(own, plan.seat, offsets(plan.baseline, days), days, A.sway[plan.baseline]);
}
function offsets(baseline, days) {
  const key = `${baseline} ${days}`;
  if (!made.has(key)) {
    const {plain} = versions({...nothing, baseline}, days);
    made.set(key, anchored(plain, N.seat, days, A.sway[baseline]).map((one, n) => one.points.map((x, d) => x - plain[n].points[d])));
  }
  return made.get(key);
}
const nothing = {rates: N.acts.map(() => 0), outcomes: N.acts.map(() => 0), sections: [], seat: N.seat, baseline: "continue"};
