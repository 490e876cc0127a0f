package dev.sonde.core.connection;

import java.util.Arrays;

/// A lab: its name, the pid of its keeper (0: dead), the folder of its namespace files, and the document that its
/// maker stored.
public record LabEntry(String name, int keeper, String folder, byte[] document, int errno) {
    static LabEntry of(Frame frame) {
        Fields f = frame.fields();
        return new LabEntry(f.text(), f.u32(), f.text(), f.rest(), frame.errno());
    }

    /// With the next piece of its document.
    LabEntry and(byte[] more) {
        byte[] all = Arrays.copyOf(document, document.length + more.length);
        System.arraycopy(more, 0, all, document.length, more.length);
        return new LabEntry(name, keeper, folder, all, errno);
    }
}
