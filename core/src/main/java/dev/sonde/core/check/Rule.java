package dev.sonde.core.check;

import java.util.List;

/// One comparison of what should be with what the kernel holds.
public interface Rule {
    /// Stable: programs and people remember it. S101 to S199: networks and containers against what an engine says; S201
    /// to
    /// S299: what only probing shows; S301 to S399: what has to hold without any engine.
    String code();

    String title();

    /// How bad it is as a rule; a finding may be milder.
    Severity severity();

    RuleDoc page();

    /// What has to be read before it can judge.
    List<Need> needs();

    /// Looks at an overlay network's namespace on one host.
    interface OfSegment extends Rule {
        @Override
        default List<Need> needs() {
            return Need.OVERLAY_TABLES;
        }

        void check(Segment segment, Findings out);
    }

    /// Looks at a network on all hosts that are seen.
    interface OfNetwork extends Rule {
        @Override
        default List<Need> needs() {
            return Need.OVERLAY_TABLES;
        }

        void check(NetworkView network, Findings out);
    }

    /// Looks at hosts, and at what lies on them.
    interface OfHost extends Rule {
        @Override
        default List<Need> needs() {
            return Need.OVERLAY_TABLES;
        }

        void check(Overlays all, Findings out);
    }
}
