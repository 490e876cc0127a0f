package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides what a [LabSpec] leaves open, as Docker decides it: ranges, addresses, VNIs, identifiers, names of files
/// and links, and where each task runs. What cannot be is a [LabException] that says where in the plan, and why.
final class Layout {
    /// Docker gives 4096 to the ingress network, and these to the others.
    private static final int FIRST_VNI = 4097;

    static final int MOST_VNI = (1 << 24) - 1;

    private static final int USUAL = 24;

    /// Addresses that no endpoint gets: the network's own, the gateway's, the broadcast address, and some at the end
    /// that are nobody's.
    private static final int SPARED = 8;

    /// Docker's networks of a host.
    static final String DEFAULT_BRIDGE = "bridge";

    static final String GATEWAY = "docker_gwbridge";
    /// `br0` of each overlay, `eth0` of each host, and the ports of the fabric have small numbers.
    private static final int FIRST_LINK = 12;

    /// `BR_MAX_PORTS` of net/bridge/br_private.h, without the port that no bridge gives.
    private static final int MOST_PORTS = 1023;

    private final LabSpec spec;
    private final List<LabState.Host> hosts = new ArrayList<>();
    private final Map<String, Integer> hostNumbers = new HashMap<>();

    /// The number of the next link, unique in the lab.
    private int link = FIRST_LINK;

    /// By name, in the plan's order.
    private final Map<String, OverlayDraft> overlays = new LinkedHashMap<>();

    /// By name; `bridge` and `docker_gwbridge` are on each host, and here by `NAME@HOST`.
    private final Map<String, BridgeDraft> bridges = new LinkedHashMap<>();

    private final List<LabState.Container> containers = new ArrayList<>();
    private final Map<String, LabState.Container> byName = new HashMap<>();
    private final Set<String> services = new HashSet<>();
    private int tasks;

    private Layout(LabSpec spec) {
        this.spec = spec;
    }

    static LabPlan of(LabSpec spec) {
        return spec.cluster() == null ? new Layout(spec).plan() : new ClusterLayout(spec).plan();
    }

    static LabException wrong(String at, String why) {
        return new LabException(at + ": " + why, "docs/lab.md describes what a plan says");
    }

    private LabPlan plan() {
        hosts(spec, hosts, hostNumbers);
        List<String> taken6 = new ArrayList<>();
        for (LabSpec.Network n : spec.networks()) {
            if (overlays.containsKey(n.name()) || bridges.containsKey(n.name())) {
                throw wrong(n.at() + ".name", "there is a network " + n.name() + " already");
            }
            if (!n.subnet6().isEmpty()) {
                Ranges.given6(n, taken6);
            }
            if (n.overlay()) {
                overlays.put(n.name(), new OverlayDraft(n, Ids.swarm(spec.name() + " network " + n.name())));
            } else {
                bridges.put(n.name(), null); // known by now; made when all subnets that were asked for are
            }
        }
        bridges();
        for (LabSpec.Container c : spec.containers()) {
            place(c);
        }
        ranges();
        for (OverlayDraft o : overlays.values()) {
            fill(o);
        }
        for (LabSpec.Container c : spec.containers()) {
            attach(c);
        }
        for (BridgeDraft b : bridges.values()) {
            if (b.next > b.range.last()) {
                throw wrong("networks", b.name + " on " + b.host + " needs more addresses than " + b.range + " has");
            }
        }
        ports();
        LabPlan plan = new LabPlan(
                spec.name(),
                List.copyOf(hosts),
                overlays.values().stream().map(o -> o.made(hosts)).toList(),
                bridges.values().stream().map(BridgeDraft::made).toList(),
                List.copyOf(containers),
                null);
        if (plan.namespaces() > LabPlan.MOST_NAMESPACES) {
            throw wrong(
                    "plan",
                    "a lab of " + plan.namespaces() + " namespaces: " + LabPlan.MOST_NAMESPACES + " are the most");
        }
        return plan;
    }

    /// The hosts on the underlay. `numbers`: from 1, by name.
    static void hosts(LabSpec spec, List<LabState.Host> hosts, Map<String, Integer> numbers) {
        for (int i = 1; i <= spec.hosts().size(); i++) {
            String name = spec.hosts().get(i - 1);
            if (numbers.put(name, i) != null) {
                throw wrong("hosts[" + (i - 1) + "]", "there is a host " + name + " already");
            }
            hosts.add(new LabState.Host(name, "10.99.0." + i, "host" + i));
        }
        if (hosts.isEmpty() || hosts.size() > LabPlan.MOST_HOSTS) {
            throw wrong("hosts", "a lab has from 1 to " + LabPlan.MOST_HOSTS + " hosts");
        }
    }

    /// No bridge of the kernel has more ports than it gives.
    private void ports() {
        for (OverlayDraft o : overlays.values()) {
            Map<String, Integer> ports = new HashMap<>();
            o.tasks.forEach(t -> ports.merge(t.host(), 1, Integer::sum));
            o.members.forEach(m -> ports.merge(m.host(), 1, Integer::sum));
            ports.forEach((host, n) -> ports(o.spec.at(), o.spec.name(), host, n + 2)); // vxlan0, the load balancer
        }
        for (BridgeDraft b : bridges.values()) {
            ports("networks", b.name, b.host, b.members.size());
        }
    }

    private static void ports(String at, String network, String host, int n) {
        if (n > MOST_PORTS) {
            String why = " would have " + n + " ports, and a bridge has " + MOST_PORTS + " at most: use more hosts";
            throw wrong(at, network + " on " + host + why);
        }
    }

    /// The number of a host, from 1; of none, the first.
    private int host(String name, String at) {
        if (name.isEmpty()) {
            return 1;
        }
        Integer n = hostNumbers.get(name);
        if (n == null) {
            throw wrong(at, "there is no host " + name);
        }
        return n;
    }

    // Bridge networks

    private void bridges() {
        Map<Integer, List<Range>> used = new HashMap<>();
        for (int pass = 0; pass < 2; pass++) {
            for (LabSpec.Network n : spec.networks()) {
                if (n.overlay() || n.subnet().isEmpty() != (pass == 1)) {
                    continue;
                }
                int host = host(n.host(), n.at() + ".host");
                if (n.name().equals(DEFAULT_BRIDGE) || n.name().equals(GATEWAY)) {
                    throw wrong(n.at() + ".name", n.name() + " is Docker's own, and there without being asked for");
                }
                List<Range> taken =
                        used.computeIfAbsent(host, h -> new ArrayList<>(List.of(Ranges.DOCKER0, Ranges.GATEWAYS)));
                Range range = pass == 0 ? Ranges.given(n, taken) : Ranges.free(n, taken);
                taken.add(range);
                String id = Ids.hex(spec.name() + " bridge " + n.name());
                String name = hosts.get(host - 1).name();
                bridges.put(n.name(), new BridgeDraft(n.name(), name, id, "br-" + id.substring(0, 12), link++, range));
            }
        }
    }

    /// Docker's own bridge network of this name on a host.
    private BridgeDraft own(String name, int host) {
        String on = hosts.get(host - 1).name();
        return bridges.computeIfAbsent(name + "@" + on, k -> {
            boolean usual = name.equals(DEFAULT_BRIDGE);
            String id = Ids.hex(spec.name() + " bridge " + k);
            return new BridgeDraft(
                    name, on, id, usual ? "docker0" : GATEWAY, link++, usual ? Ranges.DOCKER0 : Ranges.GATEWAYS);
        });
    }

    // Containers

    private final Map<String, LabSpec.Container> wanted = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    /// Decides on which host a container is, and which overlay networks are there therefore.
    private void place(LabSpec.Container c) {
        if (wanted.put(c.name(), c) != null) {
            throw wrong(c.at() + ".name", "there is a container " + c.name() + " already");
        }
        int host = 0;
        if (!c.shares().isEmpty()) {
            LabSpec.Container other = wanted.get(c.shares());
            if (other == null || other == c) {
                throw wrong(c.at() + ".shares", "there is no container " + c.shares() + " before it");
            }
            if (!other.shares().isEmpty()) {
                throw wrong(c.at() + ".shares", c.shares() + " shares the namespace of " + other.shares() + " itself");
            }
            if (c.networks() != null && !c.networks().isEmpty()) {
                throw wrong(c.at() + ".networks", "it has those of " + c.shares() + ", whose namespace it shares");
            }
            host = places.get(c.shares());
        }
        List<String> networks = networks(c);
        for (int i = 0; i < networks.size(); i++) {
            String at = c.at() + ".networks[" + i + "]";
            String name = networks.get(i);
            if (networks.indexOf(name) != i) {
                throw wrong(at, name + " is named twice");
            }
            if (!overlays.containsKey(name) && !bridges.containsKey(name) && !name.equals(DEFAULT_BRIDGE)) {
                throw wrong(at, "there is no network " + name);
            }
            BridgeDraft b = bridges.get(name);
            if (b != null) {
                int there = hostNumbers.get(b.host);
                if (host != 0 && host != there) {
                    throw wrong(at, name + " is on the host " + b.host + ", another one");
                }
                host = there;
            }
        }
        if (!c.host().isEmpty() && host != 0 && host != host(c.host(), c.at() + ".host")) {
            throw wrong(
                    c.at() + ".host",
                    "what it is to be joined to is on the host "
                            + hosts.get(host - 1).name());
        }
        host = host != 0 ? host : host(c.host(), c.at() + ".host");
        places.put(c.name(), host);
        for (String name : networks) {
            OverlayDraft o = overlays.get(name);
            if (o != null) {
                o.guests.add(c);
                o.on.add(host);
            }
        }
    }

    private static List<String> networks(LabSpec.Container c) {
        if (!c.shares().isEmpty()) {
            return List.of();
        }
        return c.networks() == null ? List.of(DEFAULT_BRIDGE) : c.networks();
    }

    private void attach(LabSpec.Container c) {
        int number = places.get(c.name());
        String host = hosts.get(number - 1).name();
        String seed = spec.name() + " container " + c.name();
        String id = Ids.hex(seed);
        if (!c.shares().isEmpty()) {
            String other = byName.get(c.shares()).id();
            containers.add(new LabState.Container(c.name(), id, "", "", host, other, 0));
            return;
        }
        String sandbox = Ids.hex(seed + " sandbox");
        LabState.Container made = new LabState.Container(c.name(), id, sandbox, sandbox.substring(0, 12), host, "", 0);
        containers.add(made);
        byName.put(c.name(), made);
        int eth = 0;
        boolean world = false;
        boolean overlay = false;
        for (String name : networks(c)) {
            OverlayDraft o = overlays.get(name);
            String endpoint = Ids.hex(seed + " endpoint " + name);
            if (o != null) {
                overlay = true;
                long address = o.next++;
                o.members.add(member(id, host, endpoint, made.file(), eth, address, o.range));
            } else {
                world = true;
                BridgeDraft b = name.equals(DEFAULT_BRIDGE) ? own(name, number) : bridges.get(name);
                b.members.add(member(id, host, endpoint, made.file(), eth, b.next++, b.range));
            }
            eth++;
        }
        if (overlay && !world) {
            gateway(id, number, made.file(), eth);
        }
    }

    private LabState.Member member(
            String container, String host, String endpoint, String file, int eth, long address, Range range) {
        return new LabState.Member(
                container,
                host,
                endpoint,
                file,
                "eth" + eth,
                Range.text(address) + "/" + range.prefix(),
                Range.mac(address),
                plug());
    }

    /// Docker's way to the world for what is on overlay networks only.
    private void gateway(String container, int host, String file, int eth) {
        if (spec.gateway()) {
            BridgeDraft b = own(GATEWAY, host);
            String endpoint = Ids.hex(container + " endpoint " + GATEWAY);
            b.members.add(member(container, b.host, endpoint, file, eth, b.next++, b.range));
        }
    }

    /// The number of the port of a new pair of links; the end inside has the one before.
    private int plug() {
        link += 2;
        return link - 1;
    }

    // Overlay networks

    /// Which range and which VNI each has: first those that the plan gives.
    private void ranges() {
        List<Range> taken = new ArrayList<>(List.of(Ranges.DOCKER0, Ranges.GATEWAYS));
        Set<Integer> vnis = new HashSet<>();
        for (OverlayDraft o : overlays.values()) {
            int need = need(o);
            if (!o.spec.subnet().isEmpty()) {
                o.range = Ranges.given(o.spec, taken);
                if (o.range.size() < need) {
                    throw wrong(
                            o.spec.at() + ".subnet",
                            o.spec.subnet() + " is too small: " + o.spec.name() + " needs " + need + " addresses");
                }
                taken.add(o.range);
            }
            o.vni = o.spec.vni();
            if (o.vni != 0 && !vnis.add(o.vni)) {
                throw wrong(o.spec.at() + ".vni", "another network has " + o.vni);
            }
        }
        long from = Ranges.SWARM.first() + 256;
        int vni = FIRST_VNI;
        for (OverlayDraft o : overlays.values()) {
            if (o.range == null) {
                int prefix = USUAL;
                while (1L << 32 - prefix < need(o)) {
                    prefix--;
                }
                Range r = Range.next(from, prefix);
                for (Range other = Ranges.clash(r, taken); other != null; other = Ranges.clash(r, taken)) {
                    r = Range.next(other.last() + 1, prefix);
                }
                if (r.last() > Ranges.SWARM.last()) {
                    throw wrong(o.spec.at(), "no range of " + Ranges.SWARM + " is left for it: give it a subnet");
                }
                o.range = r;
                from = r.last() + 1;
            }
            while (o.vni == 0) {
                o.vni = vnis.add(vni) ? vni : 0;
                vni++;
            }
            o.next = o.range.first() + 2;
        }
    }

    /// Addresses that a network needs: for services, tasks, load balancers, containers. Counts the tasks' hosts too.
    private int need(OverlayDraft o) {
        int n = SPARED + o.guests.size();
        for (LabSpec.Service s : o.spec.services()) {
            n += 1 + s.replicas();
            int round = s.hosts().isEmpty() ? hosts.size() : s.hosts().size();
            for (int slot = 1; slot <= Math.min(s.replicas(), round); slot++) {
                o.on.add(place(s, slot));
            }
        }
        return n + o.on.size();
    }

    /// The number of the host on which a task is.
    private int place(LabSpec.Service s, int slot) {
        if (s.hosts().isEmpty()) {
            return slot % hosts.size() + 1;
        }
        int i = (slot - 1) % s.hosts().size();
        return host(s.hosts().get(i), s.at() + ".hosts[" + i + "]");
    }

    /// Gives a network's endpoints their addresses in Docker's order: each service's own and its tasks', then the
    /// load balancers'. Its containers come later.
    private void fill(OverlayDraft o) {
        // As in Docker, the first port of each bridge is the load balancer's.
        Map<Integer, Integer> ports = new HashMap<>();
        for (int host : o.on) {
            ports.put(host, plug());
        }
        for (LabSpec.Service s : o.spec.services()) {
            if (!services.add(s.name())) {
                throw wrong(s.at() + ".name", "there is a service " + s.name() + " already");
            }
            String id = Ids.swarm(spec.name() + " service " + o.spec.name() + " " + s.name());
            o.services.add(new LabState.Service(s.name(), id, Range.text(o.next++)));
            for (int slot = 1; slot <= s.replicas(); slot++) {
                task(o, s, slot);
            }
        }
        for (int host : o.on) {
            long address = o.next++;
            String endpoint = Ids.hex(o.id + " endpoint of host " + host);
            String file = ("lb" + (host == 1 ? "" : host) + "_" + o.id).substring(0, 12);
            o.balancers.add(new LabState.Balancer(
                    hosts.get(host - 1).name(),
                    endpoint,
                    file,
                    Range.text(address) + "/" + o.range.prefix(),
                    Range.mac(address),
                    ports.get(host)));
        }
    }

    private void task(OverlayDraft o, LabSpec.Service s, int slot) {
        tasks++;
        if (tasks > LabPlan.MOST_NAMESPACES) {
            throw wrong(s.at() + ".replicas", LabPlan.MOST_NAMESPACES + " namespaces are the most that a lab has");
        }
        String seed = spec.name() + " task " + o.spec.name() + " " + s.name() + "." + slot;
        String id = Ids.swarm(seed);
        String sandbox = Ids.hex(seed + " sandbox");
        String container = Ids.hex(seed + " container");
        int host = place(s, slot);
        long address = o.next++;
        LabState.Task task = new LabState.Task(
                s.name() + "." + slot + "." + id,
                s.name(),
                slot,
                id,
                container,
                Ids.hex(seed + " endpoint"),
                sandbox,
                sandbox.substring(0, 12),
                hosts.get(host - 1).name(),
                Range.text(address) + "/" + o.range.prefix(),
                Range.mac(address),
                plug(),
                0);
        o.tasks.add(task);
        gateway(container, host, task.file(), 1);
    }
}
