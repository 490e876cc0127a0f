package dev.sonde.core.connection;

/// A lab: its name, the pid of its keeper (0: dead), the folder of its namespace files, and the document that its
/// maker stored.
public record LabEntry(String name, int keeper, String folder, byte[] document, int errno) {
    static LabEntry of(Frame frame) {
        Fields f = frame.fields();
        return new LabEntry(f.text(), f.u32(), f.text(), f.rest(), frame.errno());
    }

    /// With its whole document.
    LabEntry with(byte[] whole) {
        return new LabEntry(name, keeper, folder, whole, errno);
    }
}
