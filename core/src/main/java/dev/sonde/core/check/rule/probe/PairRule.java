package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Rule;

/// Looks at pings between endpoints, after all others: `--probe`.
public interface PairRule extends Rule {
    void check(Pairs all, Findings out);
}
