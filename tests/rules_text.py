"""A small rule set with every kind and every curve, and ways to change it."""

from estimator.rules import Rules, rules_of

RULES = """\
schema: ssi-rules/1
name: small
calibrated_until: 2026-08-09
regimes:
  - {id: r2017, from: 2017-02-10, note: scores fell about 7 %, source: reported}
sources:
  help: {kind: official, title: How the SSI is calculated, seen: 2026-11-22}
  reported: {kind: reported, title: What users report, seen: 2026-11-22}
  fit: {kind: fit, title: Fit to readings, seen: 2026-11-22, readings: 40}
  guess: {kind: assumption, title: "Judgement, no data"}
defaults: {decay: {half_life: 30 d, window: 90 d, lag: 1 d}, status: assumed, source: guess}
interval: {level: 0.8}
rank: {spread: {value: 14, bounds: [10, 20], status: fitted, source: fit}}
pillars:
  brand:
    api_name: PROFESSIONAL_BRAND
    cap: 25
    spread: 3
    signals:
      profile:
        kind: checklist
        about: Profile completeness
        items:
          photo: {match: {action: profile_section, section: photo}, weight: 1}
          about: {match: {action: profile_section, section: about}, weight: 2}
        points: 9
        unknown: {share: 0.7, low: 0.4, high: 1}
      posts:
        kind: flow
        about: Posts
        match: {action: post}
        per_day_max: 3
        decay: {half_life: 60 d, window: 26 w}
        saturation: {form: hyperbolic, half_at: 6}
        points: 9
        unknown: {share: 0.1, low: 0, high: 0.5}
  find:
    api_name: FIND_RIGHT_PEOPLE
    cap: 25
    ceiling: {free: 16}
    spread: 2.4
    signals:
      people_searches:
        kind: flow
        about: People searches
        advice: Search for people you want to meet
        match: {action: people_search}
        per_day_max: 10
        saturation: {form: exp, half_at: {value: 25, bounds: [5, 80], status: fitted, source: fit}}
        points: {value: 6, bounds: [1, 12], status: fitted, source: fit}
        unknown: {share: 0.2, low: 0.0, high: 0.6, source: reported}
      days_active:
        kind: days
        about: Days active
        match: {action: active_day}
        known_by: [comment, active_day]
        decay: {window: 60 d}
        saturation: {form: linear, full_at: 50}
        points: 5
        unknown:
          share: 0.3
          low: 0
          high: 0.9
          from: people_searches
          saturation: {form: exp, half_at: 20}
          most: 0.8
          spread: 0.3
      leads_saved:
        kind: flow
        about: Leads saved
        seats: [sales_navigator]
        match: {action: lead_saved}
        saturation: {form: steps, at: [1, 20, 100], shares: [0.2, 0.6, 1]}
        points: 5
        unknown: {share: 0.1, low: 0, high: 0.6}
  insight:
    api_name: INSIGHT_ENGAGEMENT
    cap: 25
    spread: 2.3
    signals:
      comments:
        kind: flow
        about: Comments of some length
        match: {action: comment, words: {gte: 5}}
        saturation: {form: hill, half_at: 12, steepness: 2}
        points: {values: {2015-01-26: 9, 2017-02-10: 8}, bounds: [2, 12]}
        unknown: {share: 0.05, low: 0, high: 0.4}
      groups:
        kind: flow
        off: no file shows them
        match: {action: group_joined}
        saturation: {form: log, full_at: 30}
        points: 1
        unknown: {share: 0.1, low: 0, high: 0.4}
  relationship:
    api_name: STRONG_RELATIONSHIP
    cap: 25
    spread: 3
    signals:
      connections:
        kind: stock
        about: Connections
        match: {action: connections}
        saturation: {form: exp, half_at: 250}
        points: 15
        unknown: {share: 0.6, low: 0.2, high: 1}
      acceptance:
        kind: rate
        about: Invitations accepted, of those sent
        match: {action: invitation_accepted}
        of: {action: invitation_sent}
        prior: {rate: 0.4, weight: 5}
        min_of: 3
        saturation: {form: linear, full_at: 0.8}
        points: 10
        unknown: {share: 0.4, low: 0, high: 1}
"""


def text(*changes: tuple[str, str]) -> str:
    """The small rule set with each text replaced by another; each must be there exactly once."""
    changed = RULES
    for old, new in changes:
        assert changed.count(old) == 1, f"{old!r} stands {changed.count(old)} times"
        changed = changed.replace(old, new)
    return changed


def small(*changes: tuple[str, str]) -> Rules:
    """The small rules, changed."""
    return rules_of(text(*changes), "small.yaml")
