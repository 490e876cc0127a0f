package dev.sonde.cli;

import dev.sonde.cli.option.Topic;
import java.util.List;

/// The topics of `sonde help`.
public final class Topics {
    private static final Topic TARGETS = Topic.of("targets", "what may stand for TARGET: the names of namespaces")
            .text("A target names one network namespace. It is one of these:")
            .part(
                    "web.1, my-network",
                    "the name or id of a container, network, task, service or pod, as docker ps, network ls,"
                            + " service ps and service ls print it; an id may be shortened")
            .part("host", "this host; its name, and the name of a lab's host, too")
            .part("pid:4711, 4711", "the namespace of a process")
            .part("blue", "a name that ip netns knows; it goes before all others")
            .part("/run/docker/netns/...", "a path; of what lies in Docker's folder the file's name alone is enough")
            .part("netns:4026532321", "the inode, as ls prints it in its first column")
            .part("nsid:ID", "a namespace to which only a link leads")
            .text(
                    "NAME@HOST picks a host where several have one of that name. KIND:NAME picks a kind: container:, network:,"
                            + " service:, task:, pod:, load-balancer:, ingress:, lab:, node:.")
            .text(
                    "A name of several namespaces is an error that lists them, each with a name of its own. sonde completion"
                            + " completes targets in your shell.");

    private static final Topic PRIVILEGES = Topic.of("privileges", "what needs root, and what is seen without")
            .text(
                    "Root sees all. The part of sonde that reads is small and does what the command line says; the part that"
                            + " understands runs in a cage without any privilege (sonde --version -v tells how it is caged here).")
            .part("CAP_SYS_PTRACE", "to look at the processes and open files of others")
            .part("CAP_SYS_ADMIN", "to enter their namespaces")
            .part("CAP_NET_ADMIN", "to mend, and to read firewalls")
            .part("CAP_NET_RAW", "to ping where the kernel's own sockets for it are not permitted")
            .text(
                    "An ordinary user sees his own processes, their namespaces, containers of engines without root, and of other"
                            + " namespaces what /proc shows to everybody. What could not be read is listed with its reason, and with the"
                            + " capability that was missing.")
            .text("check --mend and lab change something; everything else only reads.");

    private static final Topic JSON = Topic.of("json", "views as JSON, for programs")
            .text("-j prints one document. Its keys stay, and each has a schema that allows no other (docs/schema).")
            .part("ls -j", "the namespaces")
            .part("show TARGET -j", "one namespace with its tables")
            .part("who WHAT -j", "owners, and the ways to them")
            .part("check -j", "findings, what was compared, what could not be read")
            .part("lab status -j", "labs")
            .part("snapshot", "all that was read; it has no other form")
            .part("inspect NETWORK", "as docker network inspect prints it")
            .part("ip -j, bridge -j", "as iproute2 prints it")
            .text(
                    "Whatever a name holds, the document is valid. What could not be read stands in gaps, and is never left out."
                            + " The exit status is that of the text.");

    private static final Topic RECORDINGS = Topic.of("recordings", "looking at a host later, or elsewhere")
            .text(
                    "sonde collect -o FILE writes what the kernel and the engines say, as it was read. Every view reads such files"
                            + " in place of the host, on any machine, without root.")
            .part("sudo sonde collect -o node1.sonde", "records this host")
            .part("sonde check --from node1.sonde", "looks at the recording")
            .part(
                    "sonde check --from node1.sonde --from node2.sonde",
                    "at several hosts as one network: what one says of the" + " other is compared")
            .text("A recording holds names, addresses, routes and firewall rules; of what engines keep only what names"
                    + " namespaces; no traffic, and no keys. Its file is readable by its owner alone.");

    public static List<Topic> all() {
        return List.of(TARGETS, PRIVILEGES, JSON, RECORDINGS);
    }

    /// The topic of this name, or null.
    static Topic find(String name) {
        for (Topic t : all()) {
            if (t.name().equals(name)) {
                return t;
            }
        }
        return null;
    }

    private Topics() {}
}
