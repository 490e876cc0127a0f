package dev.sonde.core.discover;

import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.LeftOver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the finders have found: namespaces in the order in which they were met, files that lead to none, and what
/// could not be read.
///
/// What the sensor numbered is told apart by its number, which two namespaces never share, as they may an inode.
/// What it could not open any more has no number: of that only device and inode are known.
public final class Discovery {
    private final Map<Integer, DiscoveredNetns> byNumber = new HashMap<>();
    private final Map<Long, DiscoveredNetns> byInode = new HashMap<>();
    private final Map<Long, DiscoveredNetns> unnumbered = new HashMap<>();
    private final Map<Integer, ProcessEntry> processes = new HashMap<>();
    private final List<DiscoveredNetns> namespaces = new ArrayList<>();
    private final List<LeftOver> leftOvers = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    /// All finders, one after the other.
    public static Discovery of(Source source) {
        Discovery finds = new Discovery();
        for (Finder finder : Finder.ALL) {
            finder.look(source, finds);
        }
        return finds;
    }

    public List<DiscoveredNetns> namespaces() {
        return namespaces;
    }

    public List<LeftOver> leftOvers() {
        return leftOvers;
    }

    public List<Gap> gaps() {
        return gaps;
    }

    /// The namespace that has this device and inode, or had it last; null: none.
    public DiscoveredNetns find(long dev, long ino) {
        DiscoveredNetns f = byInode.get(ino);
        return f == null || f.dev() != dev ? null : f;
    }

    /// The namespace of this number, or null.
    DiscoveredNetns find(int number) {
        return byNumber.get(number);
    }

    /// A namespace that the sensor numbered. Whichever had its inode before is gone.
    void met(NamespaceEntry entry) {
        DiscoveredNetns f = new DiscoveredNetns(entry.dev(), entry.ino());
        f.entry(entry);
        byNumber.put(entry.number(), f);
        namespaces.add(f);
        if (entry.ino() != 0) {
            DiscoveredNetns before = byInode.put(entry.ino(), f);
            if (before != null) {
                before.superseded();
            }
        }
    }

    /// The namespace to which something leads, by its number, or, where that is 0, by device and inode alone.
    /// One that was gone before it could be opened is told of only while no other has its inode: else nobody
    /// knows which it was.
    public DiscoveredNetns at(int number, long dev, long ino) {
        DiscoveredNetns f = number == 0 ? null : byNumber.get(number);
        if (f == null) {
            f = unnumbered.get(ino);
        }
        if (f == null) {
            f = new DiscoveredNetns(dev, ino);
            unnumbered.put(ino, f);
            if (byInode.putIfAbsent(ino, f) == null) {
                namespaces.add(f);
            }
        }
        return f;
    }

    /// Two that are one: what leads to the second leads to the first.
    void same(DiscoveredNetns first, DiscoveredNetns second) {
        namespaces.remove(second);
        first.take(second);
    }

    void process(ProcessEntry p) {
        processes.put(p.pid(), p);
    }

    /// What the process is called, or empty.
    String command(int pid) {
        ProcessEntry p = processes.get(pid);
        return p == null ? "" : p.command();
    }
}
