package dev.sonde.core.model;

/// Which engine something comes from.
///
/// `version`: as it tells it, or empty. `socket`: where it answers, with the root before it; empty: it does not
/// answer, and its files were read instead. `place`: the folder of those files; of a lab, its name. `root`: the
/// root of the mount namespace in which socket and files lie, `/proc/PID/root`; empty: that of sonde. `uid`: whose
/// it is; [#UNKNOWN].
public record EngineId(Kind kind, String version, String socket, String place, String root, long uid) {
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
    public static EngineId files(Kind kind, String root, String folder) {
        return new EngineId(kind, "", "", root.concat(folder), root, owner(folder));
    }

    /// One that answers. `version`: empty where it does not tell it.
    public static EngineId answering(Kind kind, String version, String root, String socket) {
        return new EngineId(kind, version, root.concat(socket), "", root, owner(socket));
    }

    public static EngineId lab(String name, long uid) {
        return new EngineId(Kind.LAB, "", "", name, "", uid);
    }

    /// Of folders that the system alone makes the path tells whose they are: `/run/user/UID` is a user's, what lies
    /// elsewhere in `/run` or `/var` is root's.
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
