package dev.sonde.core.inventory;

import dev.sonde.core.connection.Hello;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.discover.Discovery;
import dev.sonde.core.discover.NaturalOrder;
import dev.sonde.core.engine.Claim;
import dev.sonde.core.engine.Engine;
import dev.sonde.core.engine.Jurisdiction;
import dev.sonde.core.engine.LabEngine;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Host;
import dev.sonde.core.model.HostId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NameSource;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceId;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.State;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.core.table.TableReader;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes one picture of what the finders found and what the engines call it.
public final class SnapshotBuilder {
    private final Source source;
    private final Discovery finds;
    private final List<Engine> engines;
    private final Jurisdiction jurisdiction;
    private final boolean[] named;

    /// The namespaces in which daemons work that have a mount namespace of their own.
    private final Map<DiscoveredNetns, Engine> nodes = new HashMap<>();

    private SnapshotBuilder(Source source, Engine.Early early) {
        this.source = source;
        this.finds = Discovery.of(source);
        this.engines = Engine.of(source, early, finds.gaps());
        this.jurisdiction = new Jurisdiction(source, engines);
        this.named = new boolean[engines.size()];
    }

    public static Snapshot of(Source source) {
        return of(source, Engine.early(source));
    }

    public static Snapshot of(Source source, Engine.Early early) {
        return new SnapshotBuilder(source, early).snapshot();
    }

    private Snapshot snapshot() {
        Hello hello = source.hello();
        Host host = new Host(
                new HostId(hello.machineId(), hello.bootId()),
                hello.host(),
                hello.kernel(),
                hello.realtimeNanos(),
                hello.privileged(),
                hello.monotonicNanos());
        DiscoveredNetns first = hosts();
        for (Engine e : engines) {
            DiscoveredNetns f = e.daemon() == 0 ? null : daemon(e.daemon());
            if (f != null && f != first) {
                nodes.putIfAbsent(f, e);
            }
        }
        Tenants tenants = Tenants.of(source, finds, engines, jurisdiction);
        List<Namespace> namespaces = new ArrayList<>();
        for (DiscoveredNetns f : finds.namespaces()) {
            namespaces.add(namespace(f, host, first, tenants));
        }
        namespaces.sort(SnapshotBuilder::order);
        List<Network> networks = new ArrayList<>();
        List<EngineId> names = new ArrayList<>();
        List<SwarmNode> swarm = new ArrayList<>();
        for (int i = 0; i < engines.size(); i++) {
            networks.addAll(engines.get(i).networks());
            swarm.addAll(engines.get(i).nodes());
            if (named[i]) {
                names.add(engines.get(i).id());
            }
        }
        return new Snapshot(
                host, namespaces, finds.leftOvers(), networks, names, swarm, homes(namespaces), finds.gaps());
    }

    /// Where the daemon of each engine works.
    private Map<EngineId, Namespace> homes(List<Namespace> namespaces) {
        Map<EngineId, Namespace> homes = new HashMap<>();
        for (Engine e : engines) {
            DiscoveredNetns f = e.networks().isEmpty() || e instanceof LabEngine ? null : daemon(e.daemon());
            for (Namespace n : namespaces) {
                if (f != null && n.id().ino() == f.ino() && n.id().dev() == f.dev()) {
                    homes.put(e.id(), n);
                }
            }
        }
        return homes;
    }

    /// The namespace of a daemon; of process 0 the host's, or where that may not be seen our own. Process 1 may be
    /// another host's, where several share their pids: then the daemon beside us is the one whose files are ours.
    private DiscoveredNetns daemon(int pid) {
        if (pid == 0) {
            DiscoveredNetns first = hosts();
            NamespaceEntry own = source.namespaces().getFirst();
            DiscoveredNetns ours = finds.find(own.dev(), own.ino());
            return first == null || ours != null && ours != first && beside(own) ? ours : first;
        }
        for (ProcessEntry p : source.processes()) {
            if (p.pid() == pid) {
                return p.ino() == 0 ? null : finds.find(p.dev(), p.ino());
            }
        }
        return null;
    }

    /// Whether Docker's daemon works in a namespace.
    private boolean beside(NamespaceEntry n) {
        for (ProcessEntry p : source.processes()) {
            if (p.ino() == n.ino() && p.dev() == n.dev() && p.command().equals("dockerd")) {
                return true;
            }
        }
        return false;
    }

    /// The host's own: that of process 1; null where it may not be seen.
    private DiscoveredNetns hosts() {
        for (ProcessEntry p : source.processes()) {
            if (p.pid() == 1) {
                return p.ino() == 0 ? null : finds.at(p.number(), p.dev(), p.ino());
            }
        }
        return null;
    }

    private Namespace namespace(DiscoveredNetns f, Host host, DiscoveredNetns first, Tenants tenants) {
        NamespaceEntry entry = f.entry();
        boolean own = entry != null && entry.number() == NamespaceEntry.OWN;
        Claim claim = null;
        NameSource by = null;
        Engine daemon = nodes.get(f);
        for (int i = 0; i < engines.size() && claim == null && f != first; i++) {
            // A container in the namespace of its own engine's daemon is a guest there.
            boolean may = engines.get(i) != daemon && jurisdiction.over(engines.get(i), f);
            claim = may ? engines.get(i).claim(f) : null;
            if (claim != null) {
                named[i] = true;
                by = new NameSource.ByEngine(engines.get(i).id());
            }
        }
        if (f != first && daemon != null && (claim == null || claim.kind().compareTo(Kind.FILE) >= 0)) {
            String name = node(daemon, host);
            claim = new Claim(Kind.NODE, name, name.equals(daemon.node()) ? name : null, null, null);
            by = new NameSource.ByEngine(daemon.id());
        }
        if (f == first) {
            claim = new Claim(Kind.HOST, host.name(), null, null, null);
            by = NameSource.Seen.PROCESS_ONE;
        } else if (claim == null && own) {
            claim = new Claim(Kind.OWN, host.name(), null, null, null);
            by = NameSource.Seen.SONDE;
        } else if (claim == null) {
            claim = unnamed(f);
            by = f.oldest() != null ? NameSource.Seen.PROCESSES : NameSource.Seen.HANDLES;
        }
        State state = state(f);
        int errno = entry == null ? f.errno() : entry.errno();
        return new Namespace(
                new NamespaceId(f.dev(), f.ino(), entry == null ? 0 : entry.cookie()),
                entry == null ? 0 : entry.number(),
                state,
                claim.kind(),
                claim.name(),
                claim.host() == null ? host.name() : claim.host(),
                claim.network(),
                claim.workload(),
                tenants.besides(f, claim.workload(), claim.kind() == Kind.NODE ? daemon.guests(f) : List.of()),
                by,
                f.processes(),
                f.handles(),
                entry == null && errno == 0 ? Errno.ENOENT : errno);
    }

    /// What the daemon calls its host; one without root calls it as this one is called, and is told by its process.
    private String node(Engine daemon, Host host) {
        String name = daemon.node();
        if (!name.isEmpty() && !name.equals(host.name())) {
            return name;
        }
        for (ProcessEntry p : source.processes()) {
            if (p.pid() == daemon.daemon()) {
                return p.command() + " (pid " + p.pid() + ")";
            }
        }
        return name;
    }

    /// What nobody has a name for is called by what keeps it.
    private Claim unnamed(DiscoveredNetns f) {
        if (f.oldest() != null) {
            return new Claim(Kind.PROCESS, f.oldest().command(), null, null, null);
        }
        if (f.others().isEmpty()) {
            return new Claim(Kind.PROCESS, "", null, null, null);
        }
        return switch (f.others().getFirst()) {
            case Handle.Process p -> new Claim(Kind.PROCESS, p.command(), null, null, null);
            case Handle.Thread t ->
                new Claim(Kind.THREAD, t.command() + "  pid " + t.pid() + " thread " + t.tid(), null, null, null);
            case Handle.File file -> new Claim(Kind.FILE, file.path(), null, null, null);
            case Handle.Descriptor d ->
                new Claim(Kind.DESCRIPTOR, d.command() + "  pid " + d.pid() + " fd " + d.fd(), null, null, null);
            case Handle.Socket s ->
                new Claim(Kind.SOCKET, s.command() + "  pid " + s.pid() + " fd " + s.fd(), null, null, null);
            case Handle.VethPeer p -> new Claim(Kind.PEER, farEnd(p), null, null, null);
            case Handle.Listed l -> new Claim(Kind.LISTED, "cookie " + l.cookie(), null, null, null);
        };
    }

    /// The links whose other end lies there, as the namespace in which they are calls them.
    private String farEnd(Handle.VethPeer peer) {
        NamespaceEntry near = null;
        for (DiscoveredNetns f : finds.namespaces()) {
            if (f.ino() == peer.netns() && f.entry() != null) {
                near = f.entry();
            }
        }
        StringBuilder b = new StringBuilder();
        if (near != null) {
            for (Link link : new TableReader(source, near.number()).links()) {
                if (link.linkNetnsid() != null && link.linkNetnsid() == peer.nsid()) {
                    b.append(b.isEmpty() ? "behind " : ", ").append(link.name());
                }
            }
        }
        return b.isEmpty() ? "nsid " + peer.nsid() + " of netns:" + peer.netns() : b.toString();
    }

    /// One that could not be opened, though something led there, is gone; unless a mount shows that it is still
    /// kept.
    private static State state(DiscoveredNetns f) {
        NamespaceEntry entry = f.entry();
        int errno = entry == null ? f.errno() : entry.errno();
        if (errno == Errno.EPERM || errno == Errno.EACCES) {
            return State.DENIED;
        }
        boolean kept = f.others().stream().anyMatch(Handle.File.class::isInstance);
        if (f.isSuperseded() || entry == null && !kept) {
            return State.GONE;
        }
        boolean lives = f.processes() > 0 || f.others().stream().anyMatch(Handle.Thread.class::isInstance);
        return lives || entry != null && entry.number() == NamespaceEntry.OWN ? State.LIVE : State.HELD;
    }

    /// By kind, then by who knows it, by name, and by host.
    private static int order(Namespace a, Namespace b) {
        int r = a.kind().compareTo(b.kind());
        if (r == 0 && !a.knownBy().equals(b.knownBy())) {
            r = a.knownBy().label().compareTo(b.knownBy().label());
        }
        if (r == 0) {
            r = NaturalOrder.compare(a.name(), b.name());
        }
        if (r == 0) {
            r = a.host().compareTo(b.host());
        }
        return r != 0 ? r : Long.compare(a.id().ino(), b.id().ino());
    }
}
