package dev.sonde.core.discover;

import dev.sonde.core.stream.NamespaceEntry;
import dev.sonde.core.stream.ProcessEntry;
import java.util.ArrayList;
import java.util.List;

/// A namespace while the probes gather what leads to it.
public final class Found {
    private final long dev;
    private final long ino;

    /// Another with the same inode on another device.
    Found next;

    private NamespaceEntry entry;
    private int processes;
    private ProcessEntry oldest;
    private long oldestStarted;
    private final List<String> files = new ArrayList<>(1);

    Found(long dev, long ino) {
        this.dev = dev;
        this.ino = ino;
    }

    public long dev() {
        return dev;
    }

    public long ino() {
        return ino;
    }

    /// As the stream numbers it, or null when it was not entered.
    public NamespaceEntry entry() {
        return entry;
    }

    void entry(NamespaceEntry e) {
        entry = e;
    }

    public int processes() {
        return processes;
    }

    /// The process that began first, or null: most often the one that the namespace was made for.
    public ProcessEntry oldest() {
        return oldest;
    }

    public List<String> files() {
        return files;
    }

    void process(ProcessEntry p) {
        processes++;
        long started = p.started();
        if (oldest == null || started < oldestStarted || started == oldestStarted && p.pid() < oldest.pid()) {
            oldest = p;
            oldestStarted = started;
        }
    }

    void file(String path) {
        files.add(path);
    }
}
