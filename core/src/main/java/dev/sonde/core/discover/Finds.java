package dev.sonde.core.discover;

import dev.sonde.core.model.Gap;
import dev.sonde.core.model.LeftOver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the probes have found: namespaces in the order in which they were met, files that lead to none, and what could
/// not be read.
public final class Finds {
    private final Map<Long, Found> byInode = new HashMap<>();
    private final List<Found> namespaces = new ArrayList<>();
    private final List<LeftOver> leftOvers = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    /// All probes, one after the other.
    public static Finds of(dev.sonde.core.stream.Source source) {
        Finds finds = new Finds();
        for (Probe probe : Probe.ALL) {
            probe.look(source, finds);
        }
        return finds;
    }

    public List<Found> namespaces() {
        return namespaces;
    }

    public List<LeftOver> leftOvers() {
        return leftOvers;
    }

    public List<Gap> gaps() {
        return gaps;
    }

    /// The namespace with this device and inode, or null.
    public Found find(long dev, long ino) {
        Found f = byInode.get(ino);
        while (f != null && f.dev() != dev) {
            f = f.next;
        }
        return f;
    }

    /// The same, made known when it is new.
    Found at(long dev, long ino) {
        Found f = find(dev, ino);
        if (f == null) {
            f = new Found(dev, ino);
            f.next = byInode.put(ino, f);
            namespaces.add(f);
        }
        return f;
    }
}
