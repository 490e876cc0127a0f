package dev.sonde.core.connection;

/// Where files of engines come from. `uid`: whose they are; of a socket, who answers there; [#NOBODY]: not known.
/// `mountNamespace`: the inode of the mount namespace in which they lie, 0: that of sonde; `root`: what stands before
/// their paths.
public record SourceEntry(int uid, long mountNamespace, String root) {
    public static final int NOBODY = -1;

    /// What root keeps on this host: it needs not be told.
    public static final SourceEntry HOST = new SourceEntry(0, 0, "");

    static SourceEntry of(Frame frame) {
        Fields f = frame.fields();
        int uid = f.u32();
        f.u32();
        return new SourceEntry(uid, f.u64(), f.text());
    }
}
