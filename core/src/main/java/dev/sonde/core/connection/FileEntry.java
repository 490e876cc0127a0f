package dev.sonde.core.connection;

import dev.sonde.netlink.RawText;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;

/// A file of an engine, or what its socket answered: then `path` is the socket's, a blank, and what was asked.
/// `source`: whose it is and where it lies. `errno` tells why it is not whole, 0: it is.
public record FileEntry(String path, byte[] content, SourceEntry source, int errno) {
    public FileEntry(String path, byte[] content, int errno) {
        this(path, content, SourceEntry.HOST, errno);
    }

    static FileEntry of(Frame frame, SourceEntry source) {
        Fields f = frame.fields();
        String path = f.text();
        int errno = frame.errno() == 0 && frame.has(FrameFlag.CUT) ? Errno.EFBIG : frame.errno();
        return new FileEntry(path, f.rest(), source, errno);
    }

    /// The content as text, whatever its bytes.
    public String text() {
        return RawText.decode(content);
    }

    /// This and what goes on.
    FileEntry and(FileEntry next) {
        byte[] both = java.util.Arrays.copyOf(content, content.length + next.content.length);
        System.arraycopy(next.content, 0, both, content.length, next.content.length);
        return new FileEntry(path, both, source, next.errno);
    }
}
