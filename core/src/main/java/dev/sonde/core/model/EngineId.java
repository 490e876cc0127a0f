package dev.sonde.core.model;

/// Which engine something comes from.
///
/// `version`: as it tells it, or empty. `socket`: where it answers, with the root before it; empty: it does not
/// answer, and its files were read instead. `place`: the folder of those files; of a lab, its name. `root`: the
/// root of the mount namespace in which socket and files lie, `/proc/PID/root`; empty: that of sonde. `mounts`: the
/// inode of that mount namespace, 0: that of sonde. `uid`: whose it is; [#UNKNOWN].
public record EngineId(Kind kind, String version, String socket, String place, String root, long mounts, long uid) {
    public static final long UNKNOWN = -1;

    public enum Kind {
        LAB,
        DOCKER,
        PODMAN,
        CONTAINERD,
        CRIO,
        KUBELET,
        /// Control groups name containers whose engine is not known.
        CGROUPS,
        /// Files in a folder of namespaces have names.
        FILES
    }

    /// One that keeps its data in files alone.
    public static EngineId files(Kind kind, String root, String folder, long mounts, long uid) {
        return new EngineId(kind, "", "", root.concat(folder), root, mounts, uid == 0 ? owner(folder) : uid);
    }

    /// One that answers. `version`: empty where it does not tell it.
    public static EngineId answering(Kind kind, String version, String root, String socket, long mounts, long uid) {
        return new EngineId(kind, version, root.concat(socket), "", root, mounts, uid == 0 ? owner(socket) : uid);
    }

    public static EngineId lab(String name, long uid) {
        return new EngineId(Kind.LAB, "", "", name, "", 0, uid);
    }

    /// What the kernel and the names of files tell without any engine.
    public static EngineId nobody(Kind kind) {
        return new EngineId(kind, "", "", "", "", 0, UNKNOWN);
    }

    /// Whether it is of this host: root runs it in the mount namespace of sonde, or nobody runs it.
    public boolean host() {
        return !engine() || mounts == 0 && root.isEmpty() && (uid == 0 || uid == UNKNOWN);
    }

    /// Whether it is one that makes containers.
    public boolean engine() {
        return kind != Kind.LAB && kind != Kind.CGROUPS && kind != Kind.FILES;
    }

    /// Where the stream says root, or is an older one that does not tell: of folders that the system alone makes
    /// the path tells whose they are: `/run/user/UID` is a user's, what lies elsewhere in `/run` or `/var` is
    /// root's.
    private static long owner(String path) {
        String user = "/run/user/";
        if (path.startsWith(user)) {
            int end = path.indexOf('/', user.length());
            String uid = path.substring(user.length(), end < 0 ? path.length() : end);
            boolean number = !uid.isEmpty() && uid.length() < 11 && uid.chars().allMatch(c -> c >= '0' && c <= '9');
            return number ? Long.parseLong(uid) : UNKNOWN;
        }
        return path.startsWith("/run/") || path.startsWith("/var/") ? 0 : UNKNOWN;
    }

    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof EngineId e
                && e.kind == kind
                && e.uid == uid
                && e.mounts == mounts
                && e.place.equals(place)
                && e.socket.equals(socket)
                && e.root.equals(root)
                && e.version.equals(version);
    }

    @Override
    public int hashCode() {
        return 31 * place.hashCode() + socket.hashCode();
    }

    /// Whether it answers at its socket.
    public boolean answers() {
        return !socket.isEmpty();
    }

    public boolean lab() {
        return kind == Kind.LAB;
    }

    /// Whether it tells of all its networks: what lies on disk tells of those only in which a container runs.
    public boolean tellsAll() {
        return lab() || answers();
    }

    /// What people call it: `Docker 28.5.2 (unix:///run/docker.sock)`.
    public String label() {
        return switch (kind) {
            case LAB -> "lab ".concat(place);
            case DOCKER -> answers() ? at("Docker") : "Docker's state in ".concat(place);
            case PODMAN -> answers() ? at("Podman") : "Podman's storage in ".concat(place);
            case CONTAINERD -> "containerd's bundles in ".concat(place);
            case CRIO -> "CRI-O's storage in ".concat(place);
            case KUBELET -> "kubelet's logs in ".concat(place);
            case CGROUPS -> "control groups";
            case FILES -> "file names";
        };
    }

    private String at(String product) {
        return product + (version.isEmpty() ? "" : " " + version) + " (unix://" + socket + ")";
    }
}
