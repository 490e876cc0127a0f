package dev.sonde.core.check;

import java.util.List;

/// One fault that a rule found. `headline`: who loses what; `victim`: the workload that suffers; `where`: the file of
/// the namespace; `mend`: the words of the one command that mends it, not yet quoted for a shell.
public record Finding(
        Rule rule,
        String headline,
        String victim,
        String network,
        String host,
        String where,
        String expected,
        String found,
        List<String> mend) {}
