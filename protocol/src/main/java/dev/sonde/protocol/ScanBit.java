package dev.sonde.protocol;

/// What is collected: bits of SCAN, of READ, and of what HELLO says is on its way.
public final class ScanBit {
    public static final int PROCESSES = 1;

    /// Folders of namespace files.
    public static final int FOLDERS = 2;

    public static final int LABS = 4;
    public static final int LINKS = 8;
    public static final int ADDRESSES = 16;

    /// Routes, rules, neighbours, FDB, MDB, nsids.
    public static final int TABLES = 32;

    /// What processes hold without living in it: threads, open files, sockets.
    public static final int TASKS = 64;

    /// The tables that few views ask for; only `collect` brings them unasked.
    public static final int FURTHER = 128;

    /// What container engines keep and say.
    public static final int ENGINES = 256;

    /// Mount tables, ours and those of other mount namespaces.
    public static final int MOUNTS = 512;

    /// Namespaces that only links lead to, with what can be read of them, and those that only the kernel's own list
    /// has. It reads the links of all the others, and sends them only where [#LINKS] asks for them.
    public static final int PEERS = 1024;

    /// The neighbours alone of [#TABLES], of one namespace.
    public static final int NEIGHBOURS = 2048;

    /// In HELLO: behind DONE comes what the command line will certainly ask for, see [CommandRights#prefetched].
    public static final int PREFETCH = 4096;

    /// With [#LINKS]: without their counters, which are half of what the kernel tells of a link and cost it most of
    /// the time.
    public static final int BRIEF = 8192;

    private ScanBit() {}
}
