package dev.sonde.core.connection;

import dev.sonde.protocol.Errno;
import java.io.IOException;

/// A file that the sensor could not read, or that is none: why, in errno's words.
public final class FileRefused extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    public FileRefused(int errno) {
        super(Errno.text(errno) + (errno == Errno.EINVAL ? ": it is neither a file nor a pipe" : ""));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
