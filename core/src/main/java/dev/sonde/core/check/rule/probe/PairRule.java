package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Rule;
import java.util.List;

/// Looks at pings between endpoints, after all others: `--probe`.
public interface PairRule extends Rule {
    @Override
    default List<Need> needs() {
        return Need.OVERLAY_TABLES;
    }

    void check(Pairs all, Findings out);
}
