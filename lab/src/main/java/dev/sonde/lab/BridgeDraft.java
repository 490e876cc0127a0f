package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import java.util.ArrayList;
import java.util.List;

/// A bridge network of one host, of a [Layout], while endpoints are added to it.
final class BridgeDraft {
    final String name;
    final String host;
    final String id;
    final String link;
    final int index;
    final Range range;
    final List<LabState.Member> members = new ArrayList<>();

    /// The address that the next endpoint gets.
    long next;

    BridgeDraft(String name, String host, String id, String link, int index, Range range) {
        this.name = name;
        this.host = host;
        this.id = id;
        this.link = link;
        this.index = index;
        this.range = range;
        this.next = range.first() + 2;
    }

    /// The network as it is now.
    LabState.Bridge made() {
        return new LabState.Bridge(
                name, id, host, link, index, range.toString(), Range.text(range.first() + 1), members);
    }
}
