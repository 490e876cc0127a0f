package dev.sonde.core.target;

import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.Source;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// A namespace file that lies in none of the folders that are looked through.
final class Elsewhere {
    /// It is only looked at, without any right: the sensor opens it, if it is still the same.
    static Place file(Source source, String word) {
        if (!(source instanceof Live)) {
            throw new TargetException(word + ": the recorded stream does not hold it", "sonde ls --from FILE lists it");
        }
        try {
            // A relative path is relative to the user's folder, which is ours too.
            Path path = Path.of(word).toAbsolutePath();
            Map<String, Object> stat = Files.readAttributes(path, "unix:dev,ino,isRegularFile");
            long dev = (Long) stat.get("dev");
            long ino = (Long) stat.get("ino");
            // As the kernel's statx has it: major and minor, which makedev(3) has folded.
            long major = dev >> 8 & 0xfff | dev >> 32 & 0xfffff000L;
            long minor = dev & 0xff | dev >> 12 & 0xffffff00L;
            long both = major << 32 | minor;
            int r = source.open(both, ino, path.toString());
            if (r < 0) {
                throw refused(word, -r);
            }
            return new Place(source, r, 0, both, ino, path.toString());
        } catch (NoSuchFileException e) {
            throw new TargetException(word + ": " + Errno.text(Errno.ENOENT), "sonde ls lists what there is");
        } catch (IOException | InvalidPathException e) {
            throw new TargetException(word + ": it cannot be looked at: " + e.getMessage(), "");
        }
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
