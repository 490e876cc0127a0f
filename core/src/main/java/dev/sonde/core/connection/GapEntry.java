package dev.sonde.core.connection;

/// Something that could not be read: the operation, its object, and the errno.
public record GapEntry(int origin, String operation, String object, int errno) {
    static GapEntry of(Frame frame) {
        Fields f = frame.fields();
        return new GapEntry(frame.origin(), f.text(), f.text(), frame.errno());
    }
}
