package dev.sonde.core.discover;

import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.model.Handle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A namespace while the finders gather what leads to it.
public final class DiscoveredNetns {
    private final long dev;
    private final long ino;
    private NamespaceEntry entry;
    private boolean superseded;
    private int errno;
    private final List<ProcessEntry> processes = new ArrayList<>(1);
    private ProcessEntry oldest;
    private long oldestStarted;
    private final List<String> files = new ArrayList<>(1);
    private final List<Handle> handles = new ArrayList<>(1);

    /// As a rule there is no second one.
    private Handle.File first;

    private Set<String> places;

    DiscoveredNetns(long dev, long ino) {
        this.dev = dev;
        this.ino = ino;
    }

    public long dev() {
        return dev;
    }

    public long ino() {
        return ino;
    }

    /// As the stream numbers it, or null when it could not be opened.
    public NamespaceEntry entry() {
        return entry;
    }

    void entry(NamespaceEntry e) {
        entry = e;
    }

    /// Another has its inode now.
    void superseded() {
        superseded = true;
    }

    public boolean isSuperseded() {
        return superseded;
    }

    /// Why a way that is known does not lead there, or 0.
    public int errno() {
        return errno;
    }

    /// A way that is known does not lead there.
    void blocked(int why) {
        errno = errno == 0 ? why : errno;
    }

    public int processes() {
        return processes.size();
    }

    /// The process that began first, or null: most often the one that the namespace was made for.
    public ProcessEntry oldest() {
        return oldest;
    }

    /// Its files in the folders where engines keep them, here and in other mount namespaces: they tell what it is.
    public List<String> files() {
        return files;
    }

    void process(ProcessEntry p) {
        processes.add(p);
        long started = p.started();
        if (oldest == null || started < oldestStarted || started == oldestStarted && p.pid() < oldest.pid()) {
            oldest = p;
            oldestStarted = started;
        }
    }

    /// A bind mount, unless it is known already. `tells`: whether its name is an engine's.
    void file(Handle.File file, boolean tells) {
        if (first != null && file.samePlace(first)) {
            return;
        }
        if (first != null && places == null) {
            places = new HashSet<>(4);
        }
        if (first == null || places.add(place(file))) {
            first = first == null ? file : first;
            handles.add(file);
            if (tells) {
                files.add(file.path());
            }
        }
    }

    private static String place(Handle.File file) {
        return file.mountNamespace() + file.inner();
    }

    void handle(Handle h) {
        handles.add(h);
    }

    /// All ways in but processes.
    public List<Handle> others() {
        return handles;
    }

    /// All ways in: processes, the oldest first, then the others in the order of the finders.
    public List<Handle> handles() {
        List<Handle> all = new ArrayList<>(processes.size() + handles.size());
        if (oldest != null) {
            all.add(handle(oldest));
        }
        for (ProcessEntry p : processes) {
            if (p != oldest) {
                all.add(handle(p));
            }
        }
        all.addAll(handles);
        return all;
    }

    private static Handle handle(ProcessEntry p) {
        return new Handle.Process(p.pid(), p.command(), p.started());
    }

    void take(DiscoveredNetns other) {
        handles.addAll(other.handles);
    }
}
