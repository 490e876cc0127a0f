package dev.sonde.core.graph;

import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.core.table.TableReader;
import dev.sonde.netlink.link.LinkMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// How the namespaces of one host hang together: the links of all of them, read once, found by MAC, by address, and by
/// the other end of a veth.
public final class Topology {
    /// What is at the other end of a veth: the ports that fit. `proven`: there is one, and the kernel's ids of the two
    /// namespaces say that it is the one.
    record End(List<LinkIndexEntry> ports, boolean proven) {
        LinkIndexEntry only() {
            return ports.size() == 1 ? ports.getFirst() : null;
        }
    }

    private static final int UNKNOWN = TableReader.UNKNOWN;

    private final Source source;
    private final Snapshot snapshot;
    private final Map<Namespace, NamespaceTables> interiors = new IdentityHashMap<>();
    private final List<NamespaceTables> all = new ArrayList<>();
    private final List<LinkIndexEntry> ports = new ArrayList<>();
    private Map<String, List<LinkIndexEntry>> byMac;
    private Map<Long, List<LinkIndexEntry>> byEnds;
    private Map<String, List<LinkIndexEntry>> byIp;
    private Map<String, Endpoint> endpoints;

    /// What the kernel answered: by which id one namespace knows another. By the numbers of the two.
    private final Map<Long, Integer> ids = new HashMap<>();

    public Topology(Source source, Snapshot snapshot) {
        this.source = source;
        this.snapshot = snapshot;
        for (Namespace n : snapshot.namespaces()) {
            if (n.readable()) {
                NamespaceTables in = new NamespaceTables(n, TableReader.of(source, n));
                all.add(in);
                interiors.put(n, in);
            }
        }
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /// Of every namespace that could be entered, in the snapshot's order.
    List<NamespaceTables> all() {
        return all;
    }

    NamespaceTables of(Namespace n) {
        return interiors.computeIfAbsent(n, k -> new NamespaceTables(n, TableReader.of(source, n)));
    }

    private void index() {
        byMac = new HashMap<>();
        byEnds = new HashMap<>();
        for (NamespaceTables in : all) {
            for (LinkMessage link : in.tables().links()) {
                LinkIndexEntry port = LinkIndexEntry.of(in, link);
                ports.add(port);
                if (!port.mac().isEmpty()) {
                    byMac.computeIfAbsent(port.mac(), k -> new ArrayList<>(1)).add(port);
                }
                if (port.end() != 0 && port.nsid() != LinkIndexEntry.HERE) {
                    byEnds.computeIfAbsent(key(port.index(), port.end()), k -> new ArrayList<>(1))
                            .add(port);
                }
            }
        }
    }

    private static long key(int a, int b) {
        return (long) a << 32 | b & 0xffffffffL;
    }

    /// The links with this MAC, in all namespaces but `but`.
    List<LinkIndexEntry> withMac(String mac, Namespace but) {
        if (byMac == null) {
            index();
        }
        return others(byMac.getOrDefault(mac, List.of()), but);
    }

    /// The links with this address (without prefix length), in all namespaces but `but`.
    List<LinkIndexEntry> withAddress(String ip, Namespace but) {
        if (byMac == null) {
            index();
        }
        if (byIp == null) {
            byIp = new HashMap<>();
            for (LinkIndexEntry p : ports) {
                for (String a : p.in().addresses(p.index())) {
                    byIp.computeIfAbsent(a.substring(0, a.indexOf('/')), k -> new ArrayList<>(1))
                            .add(p);
                }
            }
        }
        return others(byIp.getOrDefault(ip, List.of()), but);
    }

    private static List<LinkIndexEntry> others(List<LinkIndexEntry> some, Namespace but) {
        List<LinkIndexEntry> rest = new ArrayList<>(some.size());
        for (LinkIndexEntry p : some) {
            if (p.in().namespace() != but) {
                rest.add(p);
            }
        }
        return rest;
    }

    /// The endpoint with this MAC, as an engine says; null: none has it. Two networks may use the same addresses: the
    /// one of `here` counts first.
    Endpoint endpoint(String mac, Namespace here) {
        if (here.network() != null) {
            for (Endpoint e : here.network().endpoints()) {
                if (e.mac().equals(mac)) {
                    return e;
                }
            }
        }
        if (endpoints == null) {
            endpoints = new HashMap<>();
            for (Network n : snapshot.networks()) {
                for (Endpoint e : n.endpoints()) {
                    endpoints.putIfAbsent(e.mac(), e);
                }
            }
            endpoints.remove("");
        }
        return endpoints.get(mac);
    }

    /// The other host of a cluster that has this address, as an engine calls it; empty where none says.
    String peer(String ip) {
        for (Network n : snapshot.networks()) {
            for (SwarmPeer p : n.peers()) {
                if (p.address().equals(ip) && !p.host().equals(p.name())) {
                    return p.host();
                }
            }
        }
        return "";
    }

    /// The host with this tunnel address: as the network's engine knows it, else the one namespace of a host that has
    /// the address; empty where nobody knows.
    String host(String vtep, Network of) {
        if (of != null) {
            for (Endpoint e : of.endpoints()) {
                if (e.vtep().equals(vtep) && !e.host().isEmpty()) {
                    return e.host();
                }
            }
        }
        String found = "";
        for (LinkIndexEntry p : withAddress(vtep, null)) {
            Namespace n = p.in().namespace();
            boolean host = switch (n.kind()) {
                case HOST, OWN, NODE, LAB_HOST -> true;
                default -> false;
            };
            if (host && !found.isEmpty() && !found.equals(n.name())) {
                return "";
            }
            found = host ? n.name() : found;
        }
        return found;
    }

    /// The other end of a veth whose other end is in another namespace: the links elsewhere whose index and other end
    /// fit, of those the ones that the ids of namespaces do not rule out. The kernel's word proves one; without it
    /// all that are left are given, and none of them is proven.
    End end(NamespaceTables here, LinkMessage veth) {
        if (byEnds == null) {
            index();
        }
        Integer nsid = veth.linkNetnsid();
        List<LinkIndexEntry> left = new ArrayList<>(1);
        if (nsid == null) {
            return new End(left, false);
        }
        for (LinkIndexEntry p : byEnds.getOrDefault(key(veth.link(), veth.index()), List.of())) {
            if (p.in() == here) {
                continue;
            }
            int there = id(here, p.in());
            int back = id(p.in(), here);
            boolean fits = (there == UNKNOWN || there == nsid) && (back == UNKNOWN || back == p.nsid());
            if (fits && (there != UNKNOWN || back != UNKNOWN)) {
                return new End(List.of(p), true);
            }
            if (fits) {
                left.add(p);
            }
        }
        return new End(left, false);
    }

    /// The namespace of a host that `here` knows by this id, as that of a VXLAN device's packets; null where the kernel
    /// does not tell which it is.
    NamespaceTables host(NamespaceTables here, Integer nsid) {
        for (NamespaceTables in : all) {
            boolean host = switch (in.namespace().kind()) {
                case HOST, OWN, NODE, LAB_HOST -> in != here;
                default -> false;
            };
            if (host && nsid != null && id(here, in) == nsid) {
                return in;
            }
        }
        return null;
    }

    /// By which id `a` knows `b`: -1 none, [TableRows#UNKNOWN] where nobody can be asked.
    private int id(NamespaceTables a, NamespaceTables b) {
        if (a.tables().number() <= 0 || b.tables().number() <= 0) {
            return UNKNOWN;
        }
        return ids.computeIfAbsent(
                key(a.tables().number(), b.tables().number()), k -> a.tables().nsidOf(b.namespace()));
    }
}
