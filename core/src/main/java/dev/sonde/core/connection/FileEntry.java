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
}
