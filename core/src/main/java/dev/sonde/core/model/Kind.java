package dev.sonde.core.model;

/// What a network namespace is to people.
public enum Kind {
    HOST("host"),
    /// The one in which sonde runs, where it cannot be seen whether that is the host's.
    OWN("own"),
    LAB("lab"),
    LAB_HOST("lab host"),
    /// In which the daemon of a container engine works that has a mount namespace of its own: a host in this one.
    NODE("node"),
    OVERLAY("overlay network"),
    LOAD_BALANCER("load balancer"),
    INGRESS("ingress"),
    TASK("task"),
    CONTAINER("container"),
    POD("pod"),
    NAMED("ip netns"),
    FILE("file"),
    PROCESS("process"),
    /// What nobody has a name for is called by what keeps it.
    THREAD("thread"),
    DESCRIPTOR("open file"),
    SOCKET("socket"),
    PEER("link"),
    LISTED("listed");

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
