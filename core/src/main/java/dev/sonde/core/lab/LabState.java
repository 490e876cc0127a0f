package dev.sonde.core.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a lab is made of: the document that its maker stores beside its pid, and that every view reads. What Docker's
/// control plane is to a swarm, this is to a lab.
///
/// `keeper` and the pids are those of the pid namespace in which the lab was made.
public record LabState(String name, int keeper, List<Host> hosts, List<Network> networks, List<Broken> broken) {
    /// The newest form of the document that we know.
    public static final int VERSION = 1;

    /// A lab in which nothing is broken.
    public LabState(String name, int keeper, List<Host> hosts, List<Network> networks) {
        this(name, keeper, hosts, networks, List.of());
    }

    /// The same lab with other faults.
    public LabState withBroken(List<Broken> faults) {
        return new LabState(name, keeper, hosts, networks, List.copyOf(faults));
    }

    /// A fault that `lab break` made, and where: `host` is the one whose tables or links it is in, `task` the short
    /// name of its victim.
    public record Broken(String fault, String network, String host, String task) {}

    /// A simulated host: its network namespace's file, and its address on the fabric, which is its VTEP.
    public record Host(String name, String address, String file) {}

    /// An overlay network. `subnet`: `10.0.1.0/24`; `gateway`: the address of every `br0` of it.
    public record Network(
            String name,
            String id,
            String subnet,
            String gateway,
            int vni,
            List<Segment> segments,
            List<Service> services,
            List<Task> tasks) {}

    /// A network's own namespace on one host: where its bridge and its VXLAN device are.
    public record Segment(String host, String file) {}

    public record Service(String name, String id, String vip) {}

    /// One replica of a service. `name`: `SERVICE.SLOT.ID`; `container`, `endpoint` and `sandbox`: 64 hex digits;
    /// `file`: the first 12 of `sandbox`; `address`: `10.0.1.3/24`.
    public record Task(
            String name,
            String service,
            int slot,
            String id,
            String container,
            String endpoint,
            String sandbox,
            String file,
            String host,
            String address,
            String mac,
            int pid) {
        /// The name without its id, as people say it: `SERVICE.SLOT`.
        public String shortName() {
            return service + "." + slot;
        }

        /// The address without the length of its prefix.
        public String ip() {
            int slash = address.indexOf('/');
            return slash < 0 ? address : address.substring(0, slash);
        }
    }

    /// The host of this name, or null.
    public Host host(String host) {
        for (Host h : hosts) {
            if (h.name().equals(host)) {
                return h;
            }
        }
        return null;
    }

    public int tasks() {
        int n = 0;
        for (Network network : networks) {
            n += network.tasks().size();
        }
        return n;
    }

    public byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 14);
        try (JsonGenerator g = new JsonFactory().createGenerator(out)) {
            g.useDefaultPrettyPrinter();
            g.writeStartObject();
            g.writeNumberField("version", VERSION);
            g.writeStringField("name", name);
            g.writeNumberField("keeper", keeper);
            g.writeArrayFieldStart("hosts");
            for (Host h : hosts) {
                g.writeStartObject();
                write(g, "name", h.name(), "address", h.address(), "file", h.file());
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeArrayFieldStart("networks");
            for (Network n : networks) {
                write(g, n);
            }
            g.writeEndArray();
            g.writeArrayFieldStart("broken");
            for (Broken b : broken) {
                g.writeStartObject();
                write(g, "fault", b.fault(), "network", b.network(), "host", b.host(), "task", b.task());
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException(e); // memory does not fail
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator g, Network n) throws IOException {
        g.writeStartObject();
        write(g, "name", n.name(), "id", n.id(), "subnet", n.subnet(), "gateway", n.gateway());
        g.writeNumberField("vni", n.vni());
        g.writeArrayFieldStart("segments");
        for (Segment s : n.segments()) {
            g.writeStartObject();
            write(g, "host", s.host(), "file", s.file());
            g.writeEndObject();
        }
        g.writeEndArray();
        g.writeArrayFieldStart("services");
        for (Service s : n.services()) {
            g.writeStartObject();
            write(g, "name", s.name(), "id", s.id(), "vip", s.vip());
            g.writeEndObject();
        }
        g.writeEndArray();
        g.writeArrayFieldStart("tasks");
        for (Task t : n.tasks()) {
            g.writeStartObject();
            write(g, "name", t.name(), "service", t.service());
            g.writeNumberField("slot", t.slot());
            write(g, "id", t.id(), "container", t.container(), "endpoint", t.endpoint(), "sandbox", t.sandbox());
            write(g, "file", t.file(), "host", t.host(), "address", t.address(), "mac", t.mac());
            g.writeNumberField("pid", t.pid());
            g.writeEndObject();
        }
        g.writeEndArray();
        g.writeEndObject();
    }

    /// Keys and values in turn.
    private static void write(JsonGenerator g, String... pairs) throws IOException {
        for (int i = 0; i < pairs.length; i += 2) {
            g.writeStringField(pairs[i], pairs[i + 1]);
        }
    }

    /// Reads the document; unknown members are passed over, missing ones are empty. What is no document of a lab is an
    /// [IOException] that says where.
    public static LabState parse(byte[] json) throws IOException {
        try (JsonParser p = new JsonFactory().createParser(json)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the lab's document is no JSON object");
            }
            return lab(p);
        }
    }

    private static LabState lab(JsonParser p) throws IOException {
        String name = "";
        int keeper = 0;
        List<Host> hosts = List.of();
        List<Network> networks = List.of();
        List<Broken> broken = List.of();
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "version" -> {
                    if (p.getValueAsInt() > VERSION) {
                        throw new IOException("the lab's document has version " + p.getValueAsInt()
                                + ", which is newer than this sonde");
                    }
                }
                case "name" -> name = text(p);
                case "keeper" -> keeper = p.getValueAsInt();
                case "hosts" -> hosts = list(p, LabState::host);
                case "networks" -> networks = list(p, LabState::network);
                case "broken" -> broken = list(p, LabState::broken);
                default -> p.skipChildren();
            }
        }
        return new LabState(name, keeper, hosts, networks, broken);
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

    /// A text; empty for what is none.
    private static String text(JsonParser p) throws IOException {
        String s = p.getValueAsString();
        if (s == null) {
            p.skipChildren();
            return "";
        }
        return s;
    }

    private static Broken broken(JsonParser p) throws IOException {
        String fault = "";
        String network = "";
        String host = "";
        String task = "";
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "fault" -> fault = text(p);
                case "network" -> network = text(p);
                case "host" -> host = text(p);
                case "task" -> task = text(p);
                default -> p.skipChildren();
            }
        }
        return new Broken(fault, network, host, task);
    }

    private static Host host(JsonParser p) throws IOException {
        String name = "";
        String address = "";
        String file = "";
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "name" -> name = text(p);
                case "address" -> address = text(p);
                case "file" -> file = text(p);
                default -> p.skipChildren();
            }
        }
        return new Host(name, address, file);
    }

    private static Network network(JsonParser p) throws IOException {
        String name = "";
        String id = "";
        String subnet = "";
        String gateway = "";
        int vni = 0;
        List<Segment> segments = List.of();
        List<Service> services = List.of();
        List<Task> tasks = List.of();
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "name" -> name = text(p);
                case "id" -> id = text(p);
                case "subnet" -> subnet = text(p);
                case "gateway" -> gateway = text(p);
                case "vni" -> vni = p.getValueAsInt();
                case "segments" -> segments = list(p, LabState::segment);
                case "services" -> services = list(p, LabState::service);
                case "tasks" -> tasks = list(p, LabState::task);
                default -> p.skipChildren();
            }
        }
        return new Network(name, id, subnet, gateway, vni, segments, services, tasks);
    }

    private static Segment segment(JsonParser p) throws IOException {
        String host = "";
        String file = "";
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "host" -> host = text(p);
                case "file" -> file = text(p);
                default -> p.skipChildren();
            }
        }
        return new Segment(host, file);
    }

    private static Service service(JsonParser p) throws IOException {
        String name = "";
        String id = "";
        String vip = "";
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "name" -> name = text(p);
                case "id" -> id = text(p);
                case "vip" -> vip = text(p);
                default -> p.skipChildren();
            }
        }
        return new Service(name, id, vip);
    }

    private static Task task(JsonParser p) throws IOException {
        String[] s = new String[TASK.length];
        Arrays.fill(s, "");
        int slot = 0;
        int pid = 0;
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            switch (key) {
                case "slot" -> slot = p.getValueAsInt();
                case "pid" -> pid = p.getValueAsInt();
                default -> {
                    int i = Arrays.asList(TASK).indexOf(key);
                    if (i < 0) {
                        p.skipChildren();
                    } else {
                        s[i] = text(p);
                    }
                }
            }
        }
        return new Task(s[0], s[1], slot, s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], pid);
    }

    /// The texts of a task, in the order of its record.
    private static final String[] TASK = {
        "name", "service", "id", "container", "endpoint", "sandbox", "file", "host", "address", "mac"
    };
}
