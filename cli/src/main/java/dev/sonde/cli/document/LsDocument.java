package dev.sonde.cli.document;

import dev.sonde.core.model.Kind;
import dev.sonde.core.model.NameSource;
import dev.sonde.core.model.State;
import java.util.List;
import java.util.OptionalInt;

/// What `sonde ls` prints: the namespaces of each host that was read.
public record LsDocument(List<Host> hosts) implements Document {
    public record Host(
            String host,
            String kernel,
            List<Namespace> namespaces,
            List<LeftOverDocument> leftOvers,
            List<GapDocument> gaps)
            implements Document {
        @Override
        public void members(JsonWriter to) {
            to.member("host", host).member("kernel", kernel).member("namespaces", namespaces);
            to.member("leftOvers", leftOvers).member("gaps", gaps);
        }
    }

    /// `netns`: 0 where it may not be seen. `links`: empty where they could not be read. `addresses`: without those
    /// of loopback and IPv6 link-local ones.
    public record Namespace(
            long netns,
            long dev,
            long cookie,
            State state,
            Kind kind,
            String name,
            String host,
            NameSource knownBy,
            @MayBeAbsent Network network,
            @MayBeAbsent Workload workload,
            List<WorkloadDocument> tenants,
            int processes,
            OptionalInt links,
            List<String> addresses,
            List<HandleDocument> handles)
            implements Document {
        /// `links` -1: not readable.
        public static Namespace of(dev.sonde.core.model.Namespace n, int links, List<String> addresses) {
            return new Namespace(
                    n.unseen() ? 0 : n.id().ino(),
                    n.id().dev(),
                    n.id().cookie(),
                    n.state(),
                    n.kind(),
                    n.name(),
                    n.host(),
                    n.knownBy(),
                    n.network() == null ? null : Network.of(n.network()),
                    n.workload() == null ? null : Workload.of(n.workload()),
                    WorkloadDocument.of(n.tenants()),
                    n.processes(),
                    links < 0 ? OptionalInt.empty() : OptionalInt.of(links),
                    addresses,
                    HandleDocument.of(n.handles()));
        }

        /// Whether it belongs to a lab.
        public boolean lab() {
            return knownBy.engine() != null && knownBy.engine().lab();
        }

        /// The oldest process in it, or null.
        public HandleDocument.Process process() {
            for (HandleDocument h : handles) {
                if (h instanceof HandleDocument.Process p) {
                    return p;
                }
            }
            return null;
        }

        @Override
        public void members(JsonWriter to) {
            to.member("netns", netns).member("dev", dev).member("cookie", cookie);
            to.member("state", state).member("kind", kind).member("name", name);
            to.member("host", host).member("knownBy", knownBy).member("network", network);
            to.member("workload", workload).member("tenants", tenants);
            to.member("processes", processes).member("links", links);
            to.member("addresses", addresses).member("handles", handles);
        }
    }

    public record Network(String name, String id, List<Integer> vnis) implements Document {
        static Network of(dev.sonde.core.model.Network n) {
            return new Network(n.name(), n.id(), n.vnis());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("id", id).member("vnis", vnis);
        }
    }

    public record Workload(String name, String service, String container) implements Document {
        static Workload of(dev.sonde.core.model.Workload w) {
            return new Workload(w.name(), w.service(), w.container());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("name", name).member("service", service).member("container", container);
        }
    }

    @Override
    public void members(JsonWriter to) {
        to.member("hosts", hosts);
    }
}
