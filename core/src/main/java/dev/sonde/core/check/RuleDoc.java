package dev.sonde.core.check;

/// What there is to know of a rule, as `--explain` shows it and `docs/checks.md` keeps it.
///
/// `compared`: what should be, from whom that is known, and with what it is compared. `effect`: what happens to
/// packets. `cause`: how it comes to this. `see`: how to see it with the usual tools. `mend`: what puts it right,
/// and whether anything else suffers from that.
public record RuleDoc(String compared, String effect, String cause, String see, String mend) {}
