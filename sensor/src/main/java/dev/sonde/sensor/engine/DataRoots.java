package dev.sonde.sensor.engine;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;

/// Docker's state where its daemon was told to keep it: `data-root` (once `graph`) in its `daemon.json`, or
/// `--data-root` on its command line.
///
/// A `daemon.json` may hold what is nobody's business, such as addresses of registries and proxies: nothing of it
/// leaves this process but the files of the folder that it names.
final class DataRoots {
    private static final byte[] USUAL = Bytes.of("/var/lib/docker");

    private final Kernel kernel;
    private final Root root;
    private final JsonText text;
    private final byte[] arguments = new byte[1 << 14];

    DataRoots(Kernel kernel, Root root, JsonText text) {
        this.kernel = kernel;
        this.root = root;
        this.text = text;
    }

    /// Below the root that was gone to, by this `daemon.json` there.
    void configured(byte[] file) {
        int length = text.read(root, Bytes.z(file));
        if (text.string(length, "\"data-root\"") || text.string(length, "\"graph\"")) {
            named(text.found());
        }
    }

    /// Below the root that was gone to, by the command line of this daemon, `/proc/PID`.
    @Opens("a file of procfs")
    void told(byte[] process) {
        byte[] name = Bytes.join(process, Bytes.of("/cmdline"));
        int fd = kernel.openz(Kernel.AT_FDCWD, Bytes.z(name), Kernel.O_RDONLY);
        int length = fd;
        if (fd >= 0) {
            length = kernel.readAll(fd, arguments, 0);
            kernel.close(fd);
        }
        if (length < 0) {
            root.gap(name, name.length, length);
            return;
        }
        int at = argument("--data-root", length);
        if (at == 0) {
            at = argument("--graph", length);
        }
        if (at == 0) {
            at = argument("-g", length);
        }
        int end = at;
        while (end < length && arguments[end] != 0) {
            end++;
        }
        if (at > 0) {
            named(Bytes.sub(arguments, at, end - at));
        }
    }

    /// Where the value of an option begins, behind `=` or in the next argument; 0 where it is not given.
    private int argument(String option, int length) {
        int n = option.length();
        for (int at = 1; at + n < length; at++) {
            int i = 0;
            while (i < n && arguments[at + i] == option.charAt(i)) {
                i++;
            }
            int behind = arguments[at + i];
            if (i == n && arguments[at - 1] == 0 && (behind == 0 || behind == '=')) {
                return at + n + 1;
            }
        }
        return 0;
    }

    private void named(byte[] folder) {
        boolean path = folder.length > 1 && folder.length < 256 && folder[0] == '/' && Bytes.find(folder, '*', 0) < 0;
        if (path && !Bytes.same(folder, USUAL)) {
            bring(folder);
        }
    }

    /// What a daemon keeps in this folder.
    void bring(byte[] folder) {
        root.files(Bytes.join(folder, Bytes.of(Engines.CONTAINERS)));
        root.databases(Bytes.join(folder, Bytes.of(Engines.NETWORKS)));
    }
}
