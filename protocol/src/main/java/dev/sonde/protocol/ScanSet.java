package dev.sonde.protocol;

/// Bits of [ScanBit] that go together.
public final class ScanSet {
    /// What namespaces there are and what they are called, without what is in them.
    public static final int NAMES = ScanBit.PROCESSES | ScanBit.FOLDERS | ScanBit.LABS | ScanBit.ENGINES;

    /// Where namespaces are that neither a process nor a file in the usual folders tells of.
    public static final int HIDDEN = ScanBit.TASKS | ScanBit.MOUNTS;

    /// Everything but the further tables.
    public static final int ALL = NAMES | HIDDEN | ScanBit.PEERS | ScanBit.LINKS | ScanBit.ADDRESSES | ScanBit.TABLES;

    /// What SCAN obeys.
    public static final int SCAN = ALL | ScanBit.FURTHER | ScanBit.BRIEF;

    /// What READ obeys: tables of one namespace.
    public static final int READ =
            ScanBit.LINKS | ScanBit.ADDRESSES | ScanBit.TABLES | ScanBit.NEIGHBOURS | ScanBit.FURTHER;

    private ScanSet() {}
}
