package dev.sonde.core.check;

import java.util.List;
import java.util.function.Consumer;

/// One comparison of what should be in an overlay network's namespace with what the kernel holds.
public sealed interface Rule permits MissingForwarding, WrongVtep, MissingNeighbour, PortDown, PortUnplugged {
    List<Rule> ALL = List.of(
            new MissingForwarding(), new WrongVtep(), new MissingNeighbour(), new PortDown(), new PortUnplugged());

    /// Stable: programs and people remember it.
    String code();

    String title();

    Severity severity();

    /// What is compared, what it does to packets, and how to see it by hand.
    String explanation();

    void check(Segment segment, Consumer<Finding> out);

    /// The rule of this code, or null.
    static Rule of(String code) {
        for (Rule r : ALL) {
            if (r.code().equals(code)) {
                return r;
            }
        }
        return null;
    }
}
