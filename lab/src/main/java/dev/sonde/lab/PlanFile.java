package dev.sonde.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sonde.protocol.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A plan as people write it: JSON, described in docs/lab.md. What it cannot be is a [LabException] that says where,
/// as a path, and why.
public final class PlanFile {
    /// Bytes of the longest plan.
    public static final int LONGEST = 1 << 20;

    private static final int DEEPEST = 16;
    private static final int MOST_CONTAINERS = 4000;
    private static final int SMALLEST_MTU = 576;

    /// Docker's names of networks, services and containers.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    private static final Pattern LAB = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (Limits.LAB_NAME - 1) + "}");

    /// A value and where it stands. `value`: a [Map], a [List], a [String], a [Long], a [Boolean], or null.
    private record Node(String at, Object value) {
        /// The object that it has to be, with no other members than these.
        Map<?, ?> object(String what, String... members) {
            if (!(value instanceof Map<?, ?> map)) {
                throw wrong(at, what + " is an object, { }, not " + kind());
            }
            for (Object key : map.keySet()) {
                if (!List.of(members).contains(key)) {
                    throw wrong(at, what + " has no " + shown(key) + ", but " + String.join(", ", members));
                }
            }
            return map;
        }

        /// A member; null where it is not there.
        Node member(String name) {
            Map<?, ?> map = (Map<?, ?>) value;
            String path = at.equals(ROOT) ? name : at + "." + name;
            return map.containsKey(name) ? new Node(path, map.get(name)) : null;
        }

        List<Node> list(int most) {
            if (!(value instanceof List<?> list)) {
                throw wrong(at, "this is a list, [ ], not " + kind());
            }
            if (list.size() > most) {
                throw wrong(at, list.size() + " of them; " + most + " are the most");
            }
            List<Node> all = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                all.add(new Node(at + "[" + i + "]", list.get(i)));
            }
            return all;
        }

        String text() {
            if (!(value instanceof String s)) {
                throw wrong(at, "this is a text, not " + kind());
            }
            return s;
        }

        String name() {
            String s = text();
            if (!NAME.matcher(s).matches()) {
                throw wrong(
                        at,
                        shown(s)
                                + " is not a valid name: a letter or digit, then letters, digits, '.', '_', '-', at most 63");
            }
            return s;
        }

        int number(int least, int most) {
            if (!(value instanceof Long n) || n < least || n > most) {
                throw wrong(at, "this is a number from " + least + " to " + most + ", not " + kind());
            }
            return n.intValue();
        }

        boolean truth() {
            if (!(value instanceof Boolean b)) {
                throw wrong(at, "this is true or false, not " + kind());
            }
            return b;
        }

        private String kind() {
            return switch (value) {
                case null -> "null";
                case Map<?, ?> _ -> "an object";
                case List<?> _ -> "a list";
                case String s -> "the text " + shown(s);
                default -> shown(value);
            };
        }
    }

    /// A number that is no whole one, or too large: as it is written, for the message.
    private record Odd(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /// What somebody wrote, as much of it as a message has room for.
    static String shown(Object written) {
        String s = written.toString();
        return s.length() > SHOWN ? s.substring(0, SHOWN) + "…" : s;
    }

    private static final int SHOWN = 64;

    private static final String ROOT = "plan";

    private List<String> hosts = List.of();

    private static LabException wrong(String at, String why) {
        return new LabException(at + ": " + why, "docs/lab.md describes what a plan says");
    }

    /// Reads a plan. `name`: what the lab is called, whatever the plan says; empty: what it says, else the usual one.
    public static LabPlan read(byte[] json, String name) {
        return Layout.of(new PlanFile().spec(new Node(ROOT, parse(json)), name));
    }

    private LabSpec spec(Node plan, String given) {
        Node kind = plan.value() instanceof Map<?, ?> ? plan.member("kind") : null;
        boolean flannel = kind != null && kind.text().equals("flannel");
        if (flannel) {
            plan.object("a plan of kind flannel", "kind", "name", "hosts", "subnet", "pods");
        } else {
            plan.object("a plan", "kind", "name", "hosts", "gateway", "networks", "containers");
        }
        if (kind != null && !flannel && !kind.text().equals("overlay")) {
            throw wrong("kind", shown(kind.text()) + " is no kind of lab: overlay or flannel");
        }
        Node own = plan.member("name");
        String name = own == null ? LabPlan.NAME : own.text();
        if (!LAB.matcher(name).matches()) {
            throw wrong(own == null ? ROOT : own.at(), shown(name) + " cannot be the name of a lab");
        }
        name = given.isEmpty() ? name : given;
        hosts = hosts(plan.member("hosts"), name, flannel ? "node" : "host");
        if (flannel) {
            return new LabSpec(name, hosts, false, List.of(), List.of(), cluster(plan));
        }
        Node gateway = plan.member("gateway");
        List<LabSpec.Network> networks = new ArrayList<>();
        Node list = plan.member("networks");
        for (Node n : list == null ? List.<Node>of() : list.list(LabPlan.MOST_NETWORKS)) {
            networks.add(network(n));
        }
        List<LabSpec.Container> containers = new ArrayList<>();
        list = plan.member("containers");
        for (Node n : list == null ? List.<Node>of() : list.list(MOST_CONTAINERS)) {
            containers.add(container(n));
        }
        if (networks.isEmpty() && containers.isEmpty()) {
            throw wrong(ROOT, "it has neither networks nor containers");
        }
        return new LabSpec(name, hosts, gateway != null && gateway.truth(), networks, containers, null);
    }

    /// How many, or their names.
    private static List<String> hosts(Node n, String lab, String word) {
        if (n == null) {
            return LabSpec.hosts(lab, word, 2);
        }
        if (n.value() instanceof List<?>) {
            List<String> names = new ArrayList<>();
            for (Node host : n.list(LabPlan.MOST_HOSTS)) {
                names.add(host.name());
            }
            return names;
        }
        return LabSpec.hosts(lab, word, n.number(1, LabPlan.MOST_HOSTS));
    }

    /// A host by its name, or by its number from 1.
    private String host(Node n) {
        if (n == null) {
            return "";
        }
        return n.value() instanceof String ? n.name() : hosts.get(n.number(1, hosts.size()) - 1);
    }

    private static String name(Node of) {
        Node name = of.member("name");
        if (name == null) {
            throw wrong(of.at(), "its name is missing");
        }
        return name.name();
    }

    private LabSpec.Network network(Node n) {
        n.object("a network", "name", "driver", "host", "subnet", "subnet6", "vni", "mtu", "services");
        Node driver = n.member("driver");
        String kind = driver == null ? "overlay" : driver.text();
        boolean overlay = kind.equals("overlay");
        if (!overlay && !kind.equals("bridge")) {
            throw wrong(n.at() + ".driver", shown(kind) + " is not a driver of labs: overlay or bridge");
        }
        for (String other : overlay ? List.of("host") : List.of("subnet6", "vni", "mtu", "services")) {
            if (n.member(other) != null) {
                throw wrong(n.at() + "." + other, "a network of driver " + kind + " has none");
            }
        }
        Node subnet = n.member("subnet");
        Node subnet6 = n.member("subnet6");
        Node vni = n.member("vni");
        Node mtu = n.member("mtu");
        List<LabSpec.Service> services = new ArrayList<>();
        Node list = n.member("services");
        for (Node s : list == null ? List.<Node>of() : list.list(LabPlan.MOST_REPLICAS)) {
            services.add(service(s));
        }
        return new LabSpec.Network(
                n.at(),
                name(n),
                overlay,
                host(n.member("host")),
                subnet == null ? "" : subnet.text(),
                subnet6 == null ? "" : subnet6.text(),
                vni == null ? 0 : vni.number(1, Layout.MOST_VNI),
                mtu == null ? 0 : mtu.number(SMALLEST_MTU, LabBuilder.OVERLAY_MTU),
                services);
    }

    private LabSpec.Cluster cluster(Node plan) {
        Node subnet = plan.member("subnet");
        Node list = plan.member("pods");
        List<LabSpec.Pods> pods = null;
        if (list != null) {
            pods = new ArrayList<>();
            for (Node p : list.list(MOST_CONTAINERS)) {
                pods.add(pods(p));
            }
        }
        return new LabSpec.Cluster(subnet == null ? "" : subnet.text(), pods);
    }

    private LabSpec.Pods pods(Node n) {
        n.object("a pod", "name", "namespace", "replicas", "hosts");
        Node namespace = n.member("namespace");
        Node replicas = n.member("replicas");
        int count = replicas == null ? 1 : replicas.number(0, MOST_CONTAINERS);
        String space = namespace == null ? "default" : namespace.name();
        return new LabSpec.Pods(n.at(), name(n), space, count, on(n));
    }

    /// The hosts on which something is.
    private List<String> on(Node n) {
        List<String> on = new ArrayList<>();
        Node list = n.member("hosts");
        for (Node host : list == null ? List.<Node>of() : list.list(LabPlan.MOST_HOSTS)) {
            on.add(host(host));
        }
        return on;
    }

    private LabSpec.Service service(Node n) {
        n.object("a service", "name", "replicas", "hosts");
        Node replicas = n.member("replicas");
        int count = replicas == null ? 1 : replicas.number(0, LabPlan.MOST_REPLICAS);
        return new LabSpec.Service(n.at(), name(n), count, on(n));
    }

    private LabSpec.Container container(Node n) {
        n.object("a container", "name", "host", "networks", "shares");
        Node list = n.member("networks");
        List<String> networks = null;
        if (list != null) {
            networks = new ArrayList<>();
            for (Node network : list.list(LabPlan.MOST_HOSTS)) {
                networks.add(network.name());
            }
        }
        Node shares = n.member("shares");
        return new LabSpec.Container(
                n.at(), name(n), host(n.member("host")), networks, shares == null ? "" : shares.name());
    }

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST)
                    .maxNameLength(LONGEST)
                    .build())
            .build();

    private static Object parse(byte[] json) {
        if (json.length > LONGEST) {
            throw wrong(ROOT, "it is longer than " + LONGEST + " bytes");
        }
        try (JsonParser p = FACTORY.createParser(json)) {
            if (p.nextToken() == null) {
                throw wrong(ROOT, "it is empty");
            }
            Object value = value(p);
            if (p.nextToken() != null) {
                throw wrong(
                        ROOT,
                        "something follows its end, in line "
                                + p.currentTokenLocation().getLineNr());
            }
            return value;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw wrong(ROOT, "not JSON: " + plain(e.getOriginalMessage()) + where);
        } catch (IOException e) {
            throw wrong(ROOT, "not JSON: " + e.getMessage());
        }
    }

    /// The parser's words without those that only programmers of it understand, as much as a line has room for.
    private static String plain(String words) {
        String s = words.replaceAll("\\[Source: [^;]*; line: (\\d+), column: (\\d+)]", "line $1, column $2")
                .replaceAll(", from `[^`]*`", "");
        return s.length() > LINE ? s.substring(0, LINE) + "…" : s;
    }

    private static final int LINE = 200;

    /// The value whose first token is the current one.
    private static Object value(JsonParser p) throws IOException {
        switch (p.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
                    p.nextToken();
                    map.put(key, value(p));
                }
                return map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (p.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(p));
                }
                return list;
            }
            case VALUE_NUMBER_INT -> {
                String text = p.getText();
                return text.length() > 18 ? new Odd(text) : (Object) Long.parseLong(text);
            }
            case VALUE_NUMBER_FLOAT -> {
                return new Odd(p.getText());
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return p.getBooleanValue();
            }
            case VALUE_STRING -> {
                return p.getText();
            }
            default -> {
                return null;
            }
        }
    }
}
