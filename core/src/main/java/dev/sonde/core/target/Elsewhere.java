package dev.sonde.core.target;

import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.Reply;
import dev.sonde.core.connection.Source;
import dev.sonde.netlink.RawText;
import dev.sonde.protocol.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A namespace file that lies in none of the folders that are looked through.
final class Elsewhere {
    /// The sensor looks at it, with the user's rights, and opens it, if it is still the same.
    static Place file(Source source, String word) {
        if (!(source instanceof Live live)) {
            throw new TargetException(word + ": the recorded stream does not hold it", "sonde ls --from FILE lists it");
        }
        // A relative path is relative to the user's folder, which is the sensor's.
        Reply reply = live.look(word);
        if (reply.errno() == Errno.ENOENT) {
            throw new TargetException(word + ": " + Errno.text(Errno.ENOENT), "sonde ls lists what there is");
        }
        if (reply.failed() || reply.bytes().length < 17) {
            throw new TargetException(word + ": it cannot be looked at: " + Errno.text(reply.errno()), "");
        }
        ByteBuffer b = ByteBuffer.wrap(reply.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        long dev = b.getLong();
        long ino = b.getLong();
        String path = RawText.decode(reply.bytes(), b.position(), b.remaining());
        int r = source.open(dev, ino, path);
        if (r < 0) {
            throw refused(word, -r);
        }
        return new Place(source, r, 0, dev, ino, path);
    }

    private static TargetException refused(String word, int errno) {
        return switch (errno) {
            case Errno.EINVAL, Errno.ESTALE ->
                new TargetException(word + ": not a network namespace", "sonde ls lists what there is");
            case Errno.EPERM, Errno.EACCES ->
                new TargetException(word + ": " + Errno.text(errno), "run it as root: sudo sonde ...");
            default -> new TargetException(word + ": " + Errno.text(errno), "");
        };
    }

    private Elsewhere() {}
}
