package dev.sonde.sensor.engine;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.Finder;
import dev.sonde.sensor.reader.Job;
import dev.sonde.sensor.reader.Reader;
import dev.sonde.sensor.reader.Record;
import dev.sonde.sensor.reader.Report;

/// What container engines keep on disk and say on their sockets, raw: for the analysis, which gives names by it.
///
/// What is read and asked is fixed here, and only ever read. It is looked for on this host, behind the root of
/// every daemon that lives in another mount namespace, and where users keep their own engines.
public final class Engines implements Job {
    /// The kind of a record: a socket that speaks Docker's API, its path and behind it what else it is to be asked;
    /// `a` and `b`: its device and inode, `c`: the inode of the mount namespace in which it lies, 0: ours; and
    /// `number`: the length of the root before its path.
    public static final int SOCKET = Record.OWN + 1;

    /// Daemons in mount namespaces of their own that are looked at.
    public static final int MOST_DAEMONS = 32;

    /// Networks that a socket is asked for one by one.
    private static final int MOST_NETWORKS = 64;

    /// What Docker keeps of its containers and networks, below the folder of its data.
    static final String CONTAINERS = "/containers/*/config.v2.json";

    static final String NETWORKS = "/network/files/local-kv.db";

    private static final String DOCKER = "/var/lib/docker";

    /// What engines keep, below the root of their mount namespace.
    private static final String[] FILES = {
        // containerd: a bundle for each container, by its namespace; that of Docker, of K3s.
        "/run/containerd/io.containerd.runtime.v2.task/*/*/config.json",
        "/run/containerd/io.containerd.runtime.v2.task/*/*/init.pid",
        "/run/docker/containerd/daemon/io.containerd.runtime.v2.task/*/*/config.json",
        "/run/docker/containerd/daemon/io.containerd.runtime.v2.task/*/*/init.pid",
        "/run/k3s/containerd/io.containerd.runtime.v2.task/*/*/config.json",
        "/run/k3s/containerd/io.containerd.runtime.v2.task/*/*/init.pid",
        // Podman and CRI-O
        "/var/lib/containers/storage/overlay-containers/containers.json",
        "/var/lib/containers/storage/vfs-containers/containers.json",
        "/var/lib/containers/storage/*-containers/*/userdata/config.json",
        "/run/containers/storage/*-containers/*/userdata/pidfile",
        "/etc/containers/networks/*.json",
        // CNI: what each container was given. kubelet: whose logs there are.
        "/var/lib/cni/results/*",
        "/var/lib/cni/networks/*/*",
        "/var/log/pods/",
        "/var/log/containers/",
    };

    /// Which addresses Podman gave to whom.
    static final String PODMAN_ADDRESSES = "/containers/networks/ipam.db";

    /// The sockets that speak Docker's API.
    private static final String[] SOCKETS = {"/run/docker.sock", "/run/podman/podman.sock"};

    /// Those of users, on this host.
    private static final String[] USERS = {"/run/user/*/docker.sock", "/run/user/*/podman/podman.sock"};

    private final Kernel kernel;
    private final Frames frames;
    private final Finder finder;
    private final Reader reader;
    private final Record record = new Record();
    private final Sockets sockets;
    private final Root root;
    private final Contexts contexts;
    private final DataRoots dataRoots;
    private final Homes homes;

    private final byte[] statx = new byte[256];
    private final Dirents names;
    private final byte[] environment = new byte[1 << 14];

    private static final byte[] NETNS = {
        '/', 'r', 'u', 'n', '/', 'd', 'o', 'c', 'k', 'e', 'r', '/', 'n', 'e', 't', 'n', 's', 0
    };
    private static final byte[] NETWORK = {'/', 'n', 'e', 't', 'w', 'o', 'r', 'k', 's', '/'};
    private static final byte[] VERBOSE = {'?', 'v', 'e', 'r', 'b', 'o', 's', 'e', '=', 't', 'r', 'u', 'e'};
    private static final byte[][] DAEMONS = {
        {'(', 'd', 'o', 'c', 'k', 'e', 'r', 'd', ')'},
        {'(', 'c', 'o', 'n', 't', 'a', 'i', 'n', 'e', 'r', 'd', ')'},
        {'(', 'c', 'r', 'i', 'o', ')'},
    };

    public Engines(Kernel kernel, Frames frames, Finder finder, Reader reader) {
        this.kernel = kernel;
        this.frames = frames;
        this.finder = finder;
        this.reader = reader;
        this.sockets = new Sockets(kernel, frames);
        this.root = new Root(kernel, frames, sockets);
        JsonText text = new JsonText(kernel);
        this.contexts = new Contexts(kernel, frames, root, text);
        this.dataRoots = new DataRoots(kernel, root, text);
        this.homes = new Homes(kernel, root, dataRoots, reader);
        this.names = new Dirents(kernel, 1 << 15);
    }

    /// Whether `/proc/PID/stat`, which begins with `PID (COMM)`, is that of an engine's daemon.
    public static boolean daemon(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != '(') {
            at++;
        }
        for (int i = 0; i < DAEMONS.length; i++) {
            byte[] name = DAEMONS[i];
            boolean same = end - at >= name.length;
            for (int k = 0; k < name.length && same; k++) {
                same = b[at + k] == name[k];
            }
            if (same) {
                return true;
            }
        }
        return false;
    }

    /// Whether the path of a program, `b[0, length)`, is that of an engine's daemon; also of one that an upgrade has
    /// replaced.
    public static boolean program(byte[] b, int length) {
        int end = length;
        if (end > DELETED.length && Bytes.at(b, end - DELETED.length, DELETED)) {
            end -= DELETED.length;
        }
        for (int i = 0; i < DAEMONS.length; i++) {
            byte[] name = DAEMONS[i]; // in parentheses
            int at = end - name.length + 1;
            boolean same = at >= 0 && b[at] == '/';
            for (int k = 1; k < name.length - 1 && same; k++) {
                same = b[at + k] == name[k];
            }
            if (same) {
                return true;
            }
        }
        return false;
    }

    private static final byte[] DELETED = Bytes.of(" (deleted)");

    /// The daemons of engines that were met: of those that have a mount namespace of their own what they keep
    /// is read too.
    public void begin(int[] met, int n) {
        daemons = met;
        daemonCount = n;
        sockets.begin();
        root.begin();
    }

    private int[] daemons = new int[0];
    private int daemonCount;

    /// Their mount namespaces.
    private final long[] seen = new long[MOST_DAEMONS];

    /// FILE frames of this host's engines, and of those of the daemons; a record for each socket.
    @Override
    @Bounded("once for each of thirty-two daemons")
    public void run(Report out) {
        long own = mountNamespace(Bytes.of("/proc/self"));
        if (reader.apart()) {
            sockets.begin(); // those that a child found before, which was given up, were handed over
        }
        host();
        hand(out);
        // Those of this host first: what is slow elsewhere costs them nothing.
        for (int i = 0; i < daemonCount; i++) {
            byte[] process = process(daemons[i]);
            seen[i] = mountNamespace(process);
            if (seen[i] == own && own != 0 && root.go(Bytes.NONE) == 0) {
                if (reader.step(process, false)) {
                    dataRoots.told(process);
                }
                root.leave();
            }
        }
        hand(out);
        for (int i = 0; i < daemonCount; i++) {
            boolean known = seen[i] == 0 || seen[i] == own;
            for (int k = 0; k < i; k++) {
                known = known || seen[k] == seen[i];
            }
            if (!known) {
                elsewhere(process(daemons[i]), seen[i]);
                hand(out);
            }
        }
        users();
        hand(out);
    }

    /// `/proc/PID`.
    private static byte[] process(int pid) {
        byte[] digits = new byte[12];
        int end = Bytes.digits(digits, 0, pid);
        return Bytes.join(Bytes.of("/proc/"), Bytes.sub(digits, 0, end));
    }

    /// The inode of the mount namespace of `/proc/PID`; 0: it has ended.
    private long mountNamespace(byte[] process) {
        byte[] mnt = Bytes.z(Bytes.join(process, Bytes.of("/ns/mnt")));
        return kernel.statx(Kernel.AT_FDCWD, mnt, 0, statx) < 0 ? 0 : Kernel.ino(statx);
    }

    /// The sockets that were found since the last time go to the process that asks them.
    private void hand(Report out) {
        frames.pass();
        if (reader.apart()) {
            sockets.hand(record, out);
        }
    }

    /// A socket that the process has found that reads.
    public void found(Record r) {
        sockets.add(r);
    }

    /// Asks the sockets.
    public void ask() {
        sockets.ask();
    }

    private static final byte[] CONTEXTS = Bytes.of("contexts of Docker");
    private static final byte[] SOCKETS_OF_USERS = Bytes.of("/run/user");

    private void host() {
        if (root.go(Bytes.NONE) == 0) {
            state();
            if (reader.step(CONTEXTS, false)) {
                int first = sockets.count();
                contexts.bring();
                sockets.further(first, overlays());
            }
            root.leave();
        }
    }

    /// Last, so that the engine of a user that was met behind its own root keeps that name.
    @Bounded("twice")
    private void users() {
        if (root.go(Bytes.NONE) == 0) {
            homes.bring();
            if (reader.step(SOCKETS_OF_USERS, true)) {
                for (int i = 0; i < USERS.length; i++) {
                    root.sockets(Bytes.of(USERS[i]));
                }
            }
            root.leave();
        }
    }

    private void elsewhere(byte[] process, long mounts) {
        byte[] top = Bytes.join(process, Bytes.of("/root"));
        if (root.go(top) == 0) {
            root.mounts(mounts);
            byte[] zprocess = Bytes.z(process);
            int r = kernel.statx(Kernel.AT_FDCWD, zprocess, 0, statx);
            if (r < 0) {
                frames.gap("statx", process, -r);
            }
            root.only(r < 0 ? Root.NOBODY : Kernel.uid(statx));
            if (reader.step(top, true)) {
                finder.folder(top, Bytes.of("/run/docker/netns"));
                finder.folder(top, Bytes.of("/run/netns"));
            }
            state();
            if (reader.step(process, true)) {
                dataRoots.told(process);
                rootless(process, top);
            }
            root.leave();
        }
    }

    @Bounded("once for each of the paths above")
    private void state() {
        for (int i = 0; i < FILES.length; i++) {
            byte[] pattern = Bytes.of(FILES[i]);
            if (step(pattern)) {
                root.files(pattern);
            }
        }
        byte[] docker = Bytes.of(DOCKER);
        if (step(docker)) {
            dataRoots.bring(docker);
        }
        byte[] configured = Bytes.of("/etc/docker/daemon.json");
        if (step(configured)) {
            dataRoots.configured(configured);
        }
        byte[] addresses = Bytes.join(Bytes.of("/run"), Bytes.of(PODMAN_ADDRESSES));
        if (step(addresses)) {
            root.databases(addresses);
        }
        if (step(Bytes.of("/run/docker.sock"))) {
            int first = sockets.count();
            for (int i = 0; i < SOCKETS.length; i++) {
                byte[] name = Bytes.of(SOCKETS[i]);
                root.add(Bytes.z(name), name.length);
            }
            sockets.further(first, overlays());
        }
    }

    private boolean step(byte[] path) {
        return reader.step(Bytes.join(root.prefix(), path), root.prefix().length > 0);
    }

    /// A daemon without privileges keeps everything below the folders that its environment names.
    @Opens("a file of procfs")
    private void rootless(byte[] process, byte[] top) {
        byte[] zpath = Bytes.z(Bytes.join(process, Bytes.of("/environ")));
        int fd = kernel.openz(Kernel.AT_FDCWD, zpath, Kernel.O_RDONLY);
        if (fd < 0) {
            return; // it has ended
        }
        int length = kernel.readAll(fd, environment, 0);
        kernel.close(fd);
        byte[] runtime = variable("XDG_RUNTIME_DIR=", length);
        if (runtime.length == 0) {
            return;
        }
        byte[] docker = Bytes.join(runtime, Bytes.of("/docker.sock"));
        root.add(Bytes.z(docker), docker.length);
        finder.folder(top, Bytes.join(runtime, Bytes.of("/docker/netns")));
        byte[] home = variable("HOME=", length);
        if (home.length > 0) {
            dataRoots.bring(Bytes.join(home, Bytes.of("/.local/share/docker")));
            dataRoots.configured(Bytes.join(home, Bytes.of("/.config/docker/daemon.json")));
        }
    }

    /// The absolute path that a variable in [#environment] holds, or nothing.
    private byte[] variable(String name, int length) {
        int n = name.length();
        for (int at = 0; at + n < length; at++) {
            boolean same = at == 0 || environment[at - 1] == 0;
            for (int i = 0; i < n && same; i++) {
                same = environment[at + i] == name.charAt(i);
            }
            if (same) {
                int from = at + n;
                int to = from;
                while (to < length && environment[to] != 0 && environment[to] != '*') {
                    to++;
                }
                boolean path = environment[from] == '/' && to - from < 256 && to < length && environment[to] == 0;
                return path ? Bytes.sub(environment, from, to - from) : Bytes.NONE;
            }
        }
        return Bytes.NONE;
    }

    /// What is asked about the overlay networks that live below this root, with the tasks of the whole cluster:
    /// paths, a NUL behind each. Their ids begin as their files' names go on: `1-9tp0f348do`.
    private byte[] overlays() {
        int found = root.find(NETNS, Root.FOLDER);
        int dir = root.reopen(found, kernel.oDirectory());
        if (dir < 0) {
            return Bytes.NONE;
        }
        byte[] paths = new byte[64 * MOST_NETWORKS];
        int end = 0;
        int left = MOST_NETWORKS;
        names.of(dir);
        while (left > 0 && names.next()) {
            int length = overlay(names.bytes(), names.at(), names.length(), paths, end);
            if (length > 0) {
                left--;
                end += length;
            }
        }
        if (names.error() < 0 || left == 0 && names.next()) {
            root.gap(NETNS, NETNS.length - 1, left == 0 ? -Errno.E2BIG : names.error());
        }
        kernel.close(dir);
        return Bytes.sub(paths, 0, end);
    }

    /// Writes what to ask about the network of `EPOCH-ID`, and a NUL, to `out[to]`: its length, at most 64, or
    /// 0 for what is no such name.
    private int overlay(byte[] b, int at, int length, byte[] out, int to) {
        int i = 0;
        while (i < length && b[at + i] >= '0' && b[at + i] <= '9') {
            i++;
        }
        if (i == 0 || i > 4 || i >= length || b[at + i] != '-') {
            return 0;
        }
        i++;
        int from = i;
        while (i < length) {
            int c = b[at + i];
            if ((c < '0' || c > '9') && (c < 'a' || c > 'z') || i - from > 24) {
                return 0;
            }
            i++;
        }
        int id = i - from;
        if (id < 8) {
            return 0;
        }
        Bytes.copy(NETWORK, 0, out, to, NETWORK.length);
        Bytes.copy(b, at + from, out, to + NETWORK.length, id);
        Bytes.copy(VERBOSE, 0, out, to + NETWORK.length + id, VERBOSE.length);
        int end = NETWORK.length + id + VERBOSE.length;
        out[to + end] = 0;
        return end + 1;
    }
}
