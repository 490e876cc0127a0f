package dev.sonde.core.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A lab's document as JSON: one object for each record of [LabState], with the record's names as keys.
final class LabDocument {
    /// The newest form of the document that we know.
    private static final int VERSION = 2;

    private static final List<String> HOST = List.of("name", "address", "file");
    private static final List<String> SEGMENT = List.of("host", "file");
    private static final List<String> SERVICE = List.of("name", "id", "vip");
    private static final List<String> TASK = List.of(
            "name",
            "service",
            "slot",
            "id",
            "container",
            "endpoint",
            "sandbox",
            "file",
            "host",
            "address",
            "mac",
            "port",
            "pid");
    private static final List<String> BALANCER = List.of("host", "endpoint", "file", "address", "mac", "port");
    private static final List<String> MEMBER =
            List.of("container", "host", "endpoint", "file", "link", "address", "mac", "port");
    private static final List<String> CONTAINER = List.of("name", "id", "sandbox", "file", "host", "shares", "pid");
    private static final List<String> NODE = List.of("host", "range", "mac");
    private static final List<String> POD =
            List.of("name", "namespace", "sandbox", "file", "host", "address", "mac", "port", "pid");
    private static final List<String> BROKEN = List.of("fault", "network", "host", "task");

    /// Writes a list of objects without lists of their own: `keys`, and for each the values in the same order.
    private interface Values<T> {
        Object[] of(T t);
    }

    static byte[] write(LabState lab) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 14);
        try (JsonGenerator g = new JsonFactory().createGenerator(out)) {
            g.writeStartObject();
            g.writeNumberField("version", VERSION);
            g.writeStringField("name", lab.name());
            g.writeNumberField("keeper", lab.keeper());
            list(g, "hosts", HOST, lab.hosts(), h -> new Object[] {h.name(), h.address(), h.file()});
            g.writeArrayFieldStart("networks");
            for (LabState.Network n : lab.networks()) {
                write(g, n);
            }
            g.writeEndArray();
            g.writeArrayFieldStart("bridges");
            for (LabState.Bridge b : lab.bridges()) {
                write(g, b);
            }
            g.writeEndArray();
            list(g, "containers", CONTAINER, lab.containers(), c ->
                    new Object[] {c.name(), c.id(), c.sandbox(), c.file(), c.host(), c.shares(), c.pid()});
            if (lab.cluster() != null) {
                write(g, lab.cluster());
            }
            list(g, "broken", BROKEN, lab.broken(), b -> new Object[] {b.fault(), b.network(), b.host(), b.task()});
            g.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException(e); // memory does not fail
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator g, LabState.Network n) throws IOException {
        g.writeStartObject();
        g.writeStringField("name", n.name());
        g.writeStringField("id", n.id());
        g.writeStringField("subnet", n.subnet());
        g.writeStringField("gateway", n.gateway());
        if (!n.subnet6().isEmpty()) {
            g.writeStringField("subnet6", n.subnet6());
        }
        g.writeNumberField("vni", n.vni());
        g.writeNumberField("mtu", n.mtu());
        list(g, "segments", SEGMENT, n.segments(), s -> new Object[] {s.host(), s.file()});
        list(g, "services", SERVICE, n.services(), s -> new Object[] {s.name(), s.id(), s.vip()});
        list(g, "tasks", TASK, n.tasks(), t -> new Object[] {
            t.name(),
            t.service(),
            t.slot(),
            t.id(),
            t.container(),
            t.endpoint(),
            t.sandbox(),
            t.file(),
            t.host(),
            t.address(),
            t.mac(),
            t.port(),
            t.pid()
        });
        list(g, "balancers", BALANCER, n.balancers(), b ->
                new Object[] {b.host(), b.endpoint(), b.file(), b.address(), b.mac(), b.port()});
        members(g, n.members());
        g.writeEndObject();
    }

    private static void write(JsonGenerator g, LabState.Bridge b) throws IOException {
        g.writeStartObject();
        g.writeStringField("name", b.name());
        g.writeStringField("id", b.id());
        g.writeStringField("host", b.host());
        g.writeStringField("link", b.link());
        g.writeNumberField("index", b.index());
        g.writeStringField("subnet", b.subnet());
        g.writeStringField("gateway", b.gateway());
        members(g, b.members());
        g.writeEndObject();
    }

    private static void write(JsonGenerator g, LabState.Cluster c) throws IOException {
        g.writeObjectFieldStart("cluster");
        g.writeStringField("range", c.range());
        g.writeNumberField("vni", c.vni());
        g.writeNumberField("udpPort", c.udpPort());
        g.writeNumberField("mtu", c.mtu());
        g.writeStringField("link", c.link());
        list(g, "nodes", NODE, c.nodes(), n -> new Object[] {n.host(), n.range(), n.mac()});
        list(g, "pods", POD, c.pods(), p -> new Object[] {
            p.name(), p.namespace(), p.sandbox(), p.file(), p.host(), p.address(), p.mac(), p.port(), p.pid()
        });
        g.writeEndObject();
    }

    private static void members(JsonGenerator g, List<LabState.Member> members) throws IOException {
        list(
                g, "members", MEMBER, members, m -> new Object[] {
                    m.container(), m.host(), m.endpoint(), m.file(), m.link(), m.address(), m.mac(), m.port()
                });
    }

    private static <T> void list(JsonGenerator g, String name, List<String> keys, List<T> all, Values<T> values)
            throws IOException {
        g.writeArrayFieldStart(name);
        for (T t : all) {
            Object[] v = values.of(t);
            g.writeStartObject();
            for (int i = 0; i < v.length; i++) {
                if (v[i] instanceof Integer n) {
                    g.writeNumberField(keys.get(i), n);
                } else {
                    g.writeStringField(keys.get(i), (String) v[i]);
                }
            }
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    static LabState read(byte[] json) throws IOException {
        try (JsonParser p = new JsonFactory().createParser(json)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the lab's document is not a JSON object");
            }
            return lab(p);
        }
    }

    private static LabState lab(JsonParser p) throws IOException {
        String name = "";
        int keeper = 0;
        List<LabState.Host> hosts = List.of();
        List<LabState.Network> networks = List.of();
        List<LabState.Bridge> bridges = List.of();
        List<LabState.Container> containers = List.of();
        LabState.Cluster cluster = null;
        List<LabState.Broken> broken = List.of();
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "version" -> {
                    int version = p.getValueAsInt();
                    if (version != VERSION) {
                        String which = version > VERSION ? "newer" : "older";
                        throw new IOException("the lab's document has version " + version + ", which is " + which
                                + " than this sonde");
                    }
                }
                case "name" -> name = text(p);
                case "keeper" -> keeper = p.getValueAsInt();
                case "hosts" -> hosts = list(p, HOST, r -> new LabState.Host(r.next(), r.next(), r.next()));
                case "networks" -> networks = list(p, LabDocument::network);
                case "bridges" -> bridges = list(p, LabDocument::bridge);
                case "containers" ->
                    containers = list(
                            p,
                            CONTAINER,
                            r -> new LabState.Container(
                                    r.next(), r.next(), r.next(), r.next(), r.next(), r.next(), r.number()));
                case "cluster" -> cluster = cluster(p);
                case "broken" ->
                    broken = list(p, BROKEN, r -> new LabState.Broken(r.next(), r.next(), r.next(), r.next()));
                default -> p.skipChildren();
            }
        }
        return new LabState(name, keeper, hosts, networks, bridges, containers, cluster, broken);
    }

    /// Reads one object, whose `{` is the current token.
    private interface Reader<T> {
        T read(JsonParser p) throws IOException;
    }

    private static <T> List<T> list(JsonParser p, Reader<T> reader) throws IOException {
        List<T> all = new ArrayList<>();
        if (!p.isExpectedStartArrayToken()) {
            p.skipChildren();
            return all;
        }
        for (JsonToken t = p.nextToken(); t != null && t != JsonToken.END_ARRAY; t = p.nextToken()) {
            if (t == JsonToken.START_OBJECT) {
                all.add(reader.read(p));
            } else {
                p.skipChildren();
            }
        }
        return all;
    }

    /// The values of an object without lists, in the order of its keys.
    private static final class Row {
        private final String[] values;
        private int at;

        Row(int n) {
            values = new String[n];
            Arrays.fill(values, "");
        }

        String next() {
            return values[at++];
        }

        /// A number from 0 on; 0 for what is none.
        int number() {
            String s = values[at++];
            int v = 0;
            for (int i = 0; i < s.length(); i++) {
                int digit = s.charAt(i) - '0';
                if (digit < 0 || digit > 9 || v > (Integer.MAX_VALUE - digit) / 10) {
                    return 0;
                }
                v = 10 * v + digit;
            }
            return v;
        }
    }

    /// Makes a record of its values.
    private interface Maker<T> {
        T of(Row row);
    }

    private static <T> List<T> list(JsonParser p, List<String> keys, Maker<T> maker) throws IOException {
        return list(p, q -> {
            Row row = new Row(keys.size());
            int expected = 0; // they come in the order in which they were written
            for (String key = q.nextFieldName(); key != null; key = q.nextFieldName()) {
                q.nextToken();
                boolean inOrder = expected < keys.size() && keys.get(expected).equals(key);
                int i = inOrder ? expected : keys.indexOf(key);
                if (i < 0) {
                    q.skipChildren();
                } else {
                    row.values[i] = text(q);
                    expected = i + 1;
                }
            }
            return maker.of(row);
        });
    }

    /// A text, or a number as text; empty for what is neither.
    private static String text(JsonParser p) throws IOException {
        String s = p.getValueAsString();
        if (s == null) {
            p.skipChildren();
            return "";
        }
        return s;
    }

    private static LabState.Network network(JsonParser p) throws IOException {
        String name = "";
        String id = "";
        String subnet = "";
        String gateway = "";
        String subnet6 = "";
        int vni = 0;
        int mtu = 0;
        List<LabState.Segment> segments = List.of();
        List<LabState.Service> services = List.of();
        List<LabState.Task> tasks = List.of();
        List<LabState.Balancer> balancers = List.of();
        List<LabState.Member> members = List.of();
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "name" -> name = text(p);
                case "id" -> id = text(p);
                case "subnet" -> subnet = text(p);
                case "gateway" -> gateway = text(p);
                case "subnet6" -> subnet6 = text(p);
                case "vni" -> vni = p.getValueAsInt();
                case "mtu" -> mtu = p.getValueAsInt();
                case "segments" -> segments = list(p, SEGMENT, r -> new LabState.Segment(r.next(), r.next()));
                case "services" -> services = list(p, SERVICE, r -> new LabState.Service(r.next(), r.next(), r.next()));
                case "tasks" -> tasks = list(p, TASK, LabDocument::task);
                case "balancers" ->
                    balancers = list(
                            p,
                            BALANCER,
                            r -> new LabState.Balancer(r.next(), r.next(), r.next(), r.next(), r.next(), r.number()));
                case "members" -> members = members(p);
                default -> p.skipChildren();
            }
        }
        return new LabState.Network(
                name,
                id,
                subnet,
                gateway,
                Ranges.six(subnet6) == null ? "" : subnet6,
                vni,
                mtu,
                segments,
                services,
                tasks,
                balancers,
                members);
    }

    private static LabState.Task task(Row r) {
        String name = r.next();
        String service = r.next();
        int slot = r.number();
        return new LabState.Task(
                name,
                service,
                slot,
                r.next(),
                r.next(),
                r.next(),
                r.next(),
                r.next(),
                r.next(),
                r.next(),
                r.next(),
                r.number(),
                r.number());
    }

    private static List<LabState.Member> members(JsonParser p) throws IOException {
        return list(
                p,
                MEMBER,
                r -> new LabState.Member(
                        r.next(), r.next(), r.next(), r.next(), r.next(), r.next(), r.next(), r.number()));
    }

    private static LabState.Cluster cluster(JsonParser p) throws IOException {
        String range = "";
        int vni = 0;
        int udpPort = 0;
        int mtu = 0;
        String link = "";
        List<LabState.Node> nodes = List.of();
        List<LabState.Pod> pods = List.of();
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return null;
        }
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "range" -> range = text(p);
                case "vni" -> vni = p.getValueAsInt();
                case "udpPort" -> udpPort = p.getValueAsInt();
                case "mtu" -> mtu = p.getValueAsInt();
                case "link" -> link = text(p);
                case "nodes" -> nodes = list(p, NODE, r -> new LabState.Node(r.next(), r.next(), r.next()));
                case "pods" -> pods = list(p, POD, LabDocument::pod);
                default -> p.skipChildren();
            }
        }
        return new LabState.Cluster(range, vni, udpPort, mtu, link, nodes, pods);
    }

    private static LabState.Pod pod(Row r) {
        return new LabState.Pod(
                r.next(), r.next(), r.next(), r.next(), r.next(), r.next(), r.next(), r.number(), r.number());
    }

    private static LabState.Bridge bridge(JsonParser p) throws IOException {
        String name = "";
        String id = "";
        String host = "";
        String link = "";
        int index = 0;
        String subnet = "";
        String gateway = "";
        List<LabState.Member> members = List.of();
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "name" -> name = text(p);
                case "id" -> id = text(p);
                case "host" -> host = text(p);
                case "link" -> link = text(p);
                case "index" -> index = p.getValueAsInt();
                case "subnet" -> subnet = text(p);
                case "gateway" -> gateway = text(p);
                case "members" -> members = members(p);
                default -> p.skipChildren();
            }
        }
        return new LabState.Bridge(name, id, host, link, index, subnet, gateway, members);
    }

    private LabDocument() {}
}
