package dev.sonde.core.check;

import java.util.List;

/// One fault that a rule found.
///
/// `headline`: who loses what. `victim`: what people call the one that suffers. `see`: the words of a command that
/// shows the fault.
public record Finding(
        Rule rule,
        Severity severity,
        String headline,
        String victim,
        Where where,
        Expected expected,
        String found,
        List<Evidence> evidence,
        Remedy remedy,
        List<String> see) {

    /// `network`: empty where the fault is in none; `vni`: -1 likewise. `host`: the machine, or the simulated one
    /// of a lab. `file`: of the namespace in which the fault is, or the file itself that is the fault.
    public record Where(String network, long vni, String host, String file) {}

    /// What should be, and who says so: an engine, as it is called in `sonde ls`, or nature.
    public record Expected(String what, String source) {}

    /// The same with other words of commands.
    Finding with(Remedy other, List<String> shown) {
        return new Finding(rule, severity, headline, victim, where, expected, found, evidence, other, shown);
    }

    /// The source of what has to hold without anyone saying so.
    public static final String NATURE = "always so";
}
