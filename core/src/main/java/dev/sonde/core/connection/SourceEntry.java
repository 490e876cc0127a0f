package dev.sonde.core.connection;

/// Where files of engines come from. `uid`: whose they are; of a socket, who answers there; [#NOBODY]: not known.
/// `mountNamespace`: the inode of the mount namespace in which they lie, 0: that of sonde; `root`: what stands before
/// their paths.
public record SourceEntry(int uid, long mountNamespace, String root) {
    public static final int NOBODY = -1;

    /// What root keeps on this host: it needs not be told.
    public static final SourceEntry HOST = new SourceEntry(0, 0, "");

    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof SourceEntry s
                && s.uid == uid
                && s.mountNamespace == mountNamespace
                && s.root.equals(root);
    }

    @Override
    public int hashCode() {
        return 31 * uid + Long.hashCode(mountNamespace);
    }

    static SourceEntry of(Frame frame) {
        Fields f = frame.fields();
        int uid = f.u32();
        f.u32();
        return new SourceEntry(uid, f.u64(), f.text());
    }
}
