package dev.sonde.sensor.engine;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.reader.Reader;

/// What users' own engines keep in their homes: rootless Podman, rootless Docker. Of each home only its owner's
/// files count.
final class Homes {
    private static final int MOST = 64;
    private static final byte[] HOME = Bytes.of("/home/");
    private static final byte[] RUN = Bytes.of("/run/user/");

    private static final String[] FILES = {
        "/.local/share/containers/storage/overlay-containers/containers.json",
        "/.local/share/containers/storage/vfs-containers/containers.json",
        "/.local/share/containers/storage/*-containers/*/userdata/config.json",
        "/.local/share/containers/storage/networks/*.json",
    };

    private final Kernel kernel;
    private final Root root;
    private final DataRoots dataRoots;
    private final Reader reader;
    private final Dirents names;

    Homes(Kernel kernel, Root root, DataRoots dataRoots, Reader reader) {
        this.reader = reader;
        this.kernel = kernel;
        this.root = root;
        this.dataRoots = dataRoots;
        this.names = new Dirents(kernel, 1 << 14);
    }

    /// FILE frames of each home below `/home`.
    @Bounded("a few paths for each of sixty-four homes")
    void bring() {
        if (!reader.step(HOME, true) && reader.gaveUp()) {
            return; // else the homes behind the one that was silent are still to be read
        }
        int found = root.find(Bytes.z(HOME), Root.FOLDER);
        int dir = root.reopen(found, kernel.oDirectory());
        if (dir < 0) {
            root.gap(HOME, HOME.length, dir);
            return;
        }
        int left = MOST;
        names.of(dir);
        while (left > 0 && names.next()) {
            if (names.length() < 64 && names.bytes()[names.at()] != '.') {
                left--;
                byte[] home = Bytes.join(HOME, names.copy());
                if (reader.step(home, true)) {
                    home(home);
                }
            }
        }
        if (names.error() < 0 || left == 0 && names.next()) {
            root.gap(HOME, HOME.length, left == 0 ? -Errno.E2BIG : names.error());
        }
        kernel.close(dir);
    }

    @Bounded("once for each of the paths above")
    private void home(byte[] home) {
        int fd = root.find(Bytes.z(home), Root.FOLDER);
        if (fd < 0) {
            root.gap(home, home.length, fd);
            return;
        }
        kernel.close(fd);
        int uid = Kernel.uid(root.statx());
        if (uid == 0) {
            return; // nobody's home
        }
        root.only(uid);
        for (int i = 0; i < FILES.length; i++) {
            root.files(Bytes.join(home, Bytes.of(FILES[i])));
        }
        byte[] digits = new byte[12];
        int end = Bytes.digits(digits, 0, uid);
        byte[] run = Bytes.join(RUN, Bytes.sub(digits, 0, end));
        root.files(Bytes.join(run, Bytes.of("/containers/*-containers/*/userdata/pidfile")));
        root.databases(Bytes.join(run, Bytes.of(Engines.PODMAN_ADDRESSES)));
        dataRoots.bring(Bytes.join(home, Bytes.of("/.local/share/docker")));
        dataRoots.configured(Bytes.join(home, Bytes.of("/.config/docker/daemon.json")));
        root.only(0);
    }
}
