package dev.sonde.core.target;

import dev.sonde.core.connection.HandleEntry;
import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.graph.TargetWords;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.ScanBit;
import dev.sonde.protocol.ScanSet;
import java.util.ArrayList;
import java.util.List;

/// From a word to a namespace. In this order: `host`; a path; a pid; `netns:INODE`; `nsid:ID`; an `ip netns` name;
/// a simulated host; a container; a network (its own namespace, or that in which its bridge lies); a task or
/// service; a pod; the file in an engine's folder; a lab, a load balancer, an ingress, this host's name, the node of a
/// swarm that is its engine.
///
/// Whole names go before the beginnings of ids. `KIND:NAME` looks among one kind only, `NAME@HOST` on one host.
public final class Targets {
    private static final String LIST = "sonde ls lists what there is";

    private final List<Source> sources;
    private final List<Snapshot> snapshots = new ArrayList<>(1);

    /// Whether it was looked where nobody looks at first.
    private boolean deep;

    /// Takes all that are called so; null: one is wanted.
    private List<Place> several;

    private Targets(List<Source> sources) {
        this.sources = sources;
        survey();
    }

    /// Among what was found already.
    private Targets(Source source, Snapshot snapshot) {
        this.sources = List.of(source);
        this.snapshots.add(snapshot);
        this.deep = true;
    }

    private void survey() {
        snapshots.clear();
        for (Source s : sources) {
            s.ensure(ScanSet.NAMES); // at once, in place of one after the other
            snapshots.add(SnapshotBuilder.of(s));
        }
    }

    /// Has the hidden ones found too, which takes longer and which few names mean: whether that may change
    /// anything.
    private boolean deeper() {
        if (deep || sources.stream().noneMatch(Live.class::isInstance)) {
            return false;
        }
        deep = true;
        sources.forEach(s -> s.ensure(ScanSet.HIDDEN | ScanBit.PEERS));
        survey();
        return true;
    }

    /// The namespace that `word` names on one of the hosts.
    public static Place resolve(List<Source> sources, String word) {
        return new Targets(sources).resolve(word);
    }

    /// All namespaces that `word` may mean: more than one where several are called so.
    public static List<Place> all(List<Source> sources, String word) {
        Targets targets = new Targets(sources);
        targets.several = new ArrayList<>(2);
        Place first = targets.resolve(word);
        return targets.several.isEmpty() ? List.of(first) : targets.several;
    }

    /// The namespaces of a snapshot that `word` means, a network's before all others; an error where there is none.
    public static List<Namespace> among(Source source, Snapshot snapshot, String word) {
        Targets targets = new Targets(source, snapshot);
        targets.several = new ArrayList<>(2);
        targets.plain = NETWORKS_FIRST;
        Place first = targets.resolve(word);
        List<Namespace> all = new ArrayList<>();
        for (Place p : targets.several.isEmpty() ? List.of(first) : targets.several) {
            for (Namespace n : snapshot.namespaces()) {
                if (n.id().dev() == p.dev() && n.id().ino() == p.ino()) {
                    all.add(n);
                }
            }
        }
        return all;
    }

    /// Why nothing is here of what `word` names and an engine knows, as another host of a swarm. Null: none knows it.
    public static TargetException elsewhere(List<Snapshot> snapshots, String word) {
        boolean node = word.startsWith("node:");
        return Absent.of(snapshots, word, node ? "node" : "", node ? word.substring("node:".length()) : word);
    }

    /// A name, and where it is looked for.
    private record Query(String word, String kind, String name, List<Stage> stages) {}

    private Place resolve(String word) {
        if (word.isEmpty()) {
            throw new TargetException("the target is empty", LIST);
        }
        if (word.startsWith("pid:")) {
            return process(word.substring("pid:".length()), word);
        }
        Query query = query(word);
        if (query.kind.isEmpty() && word.indexOf('/') >= 0) {
            return path(word);
        }
        return query.kind.isEmpty() && Stage.number(word) > 0 ? process(word, word) : one(query);
    }

    /// A word that is neither a path nor a process.
    private Query query(String word) {
        int colon = word.indexOf(':');
        String kind = colon > 0 ? word.substring(0, colon) : "";
        String rest = word.substring(colon + 1);
        return switch (kind) {
            case "netns" -> new Query(word, kind, rest, List.of(Stage.INODE, Stage.NAMED));
            case "nsid" -> new Query(word, kind, rest, List.of(Stage.NSID));
            case "container" -> new Query(word, kind, rest, List.of(Stage.CONTAINER));
            case "network" -> new Query(word, kind, rest, List.of(Stage.NETWORK));
            case "service" -> new Query(word, kind, rest, List.of(Stage.SERVICE));
            case "task" -> new Query(word, kind, rest, List.of(Stage.TASK));
            case "pod" -> new Query(word, kind, rest, List.of(Stage.POD));
            case "lab" -> new Query(word, kind, rest, List.of(Stage.LAB));
            case "load-balancer", "load balancer" -> new Query(word, kind, rest, List.of(Stage.LOAD_BALANCER));
            case "ingress" -> new Query(word, kind, rest, List.of(Stage.INGRESS));
            case "node" -> new Query(word, kind, rest, List.of(Stage.SWARM_NODE));
            default -> new Query(word, "", word, word.equals("host") ? List.of(Stage.HOST) : plain);
        };
    }

    /// Of what is listed by a name that means something else as a rule: where it means nothing else.
    private static final List<Stage> LAST =
            List.of(Stage.LAB, Stage.LOAD_BALANCER, Stage.INGRESS, Stage.HOST_NAME, Stage.SWARM_NODE);

    /// Where a word without a kind is looked for, in this order. What `ip netns` knows goes first, as in `sonde
    /// enter`, for which the sensor looks there before anybody else is asked.
    private static final List<Stage> PLAIN = List.of(
            Stage.NAMED, Stage.HOST, Stage.CONTAINER, Stage.NETWORK, Stage.TASK, Stage.SERVICE, Stage.POD, Stage.FILE);

    private static final List<Stage> NETWORKS_FIRST = List.of(
            Stage.NETWORK, Stage.HOST, Stage.TASK, Stage.SERVICE, Stage.CONTAINER, Stage.POD, Stage.NAMED, Stage.FILE);

    private List<Stage> plain = PLAIN;

    /// The one namespace that `name`, or `name@host`, means. A word without a kind may mean several of different
    /// kinds: where one is wanted that is an error, else all of them count. For who names his container as
    /// another's pod is called must not get its visitors. What `ip netns` knows is root's, and goes first.
    private Place one(Query query) {
        List<Candidate> all = meant(query);
        if (all.size() > 1 && several == null) {
            throw ambiguous(query.word, all);
        }
        if (all.size() > 1) {
            all.forEach(c -> several.add(Place.of(c.source(), c.namespace())));
            return several.getFirst();
        }
        if (!all.isEmpty()) {
            return Place.of(all.getFirst().source(), all.getFirst().namespace());
        }
        throw unknown(query);
    }

    private List<Candidate> meant(Query query) {
        List<Candidate> all = matching(query.name, query.stages);
        if (all.isEmpty() && deeper()) {
            all = matching(query.name, query.stages);
        }
        return all.isEmpty() && query.stages == plain ? matching(query.name, LAST) : all;
    }

    /// Whole names before the beginnings of ids.
    private List<Candidate> matching(String name, List<Stage> stages) {
        List<Candidate> all = new ArrayList<>(1);
        for (int prefix = 0; prefix < 2 && all.isEmpty(); prefix++) {
            for (Stage stage : stages) {
                List<Candidate> found = found(stage, name, prefix == 1);
                found.removeIf(c -> all.stream().anyMatch(c::same));
                all.addAll(found);
                if (several == null && stage == Stage.NAMED && !all.isEmpty()) {
                    break;
                }
            }
        }
        return all;
    }

    private List<Candidate> found(Stage stage, String name, boolean prefix) {
        int at = name.lastIndexOf('@');
        List<Candidate> found = candidates(stage, name, null, prefix);
        return found.isEmpty() && at > 0
                ? candidates(stage, name.substring(0, at), name.substring(at + 1), prefix)
                : found;
    }

    private List<Candidate> candidates(Stage stage, String name, String host, boolean prefix) {
        List<Candidate> found = new ArrayList<>(1);
        List<Candidate> below = new ArrayList<>(0);
        if (name.isEmpty()) {
            return found;
        }
        for (int i = 0; i < sources.size(); i++) {
            Snapshot snapshot = snapshots.get(i);
            for (Namespace n : snapshot.namespaces()) {
                boolean here = host == null || within(n, host);
                if ((here || snapshot.host().name().equals(host))
                        && (stage.matches(n, name, prefix)
                                || stage == Stage.NETWORK && holds(snapshot, n, name, prefix)
                                || stage == Stage.SWARM_NODE && works(snapshot, n, name, prefix))) {
                    (here ? found : below).add(new Candidate(sources.get(i), snapshot, n, stage, TargetNames.label(n)));
                }
            }
        }
        // Hosts within this one are on it too; but one of them may be called as it is.
        return found.isEmpty() ? below : found;
    }

    /// Whether the links of a network without a namespace of its own lie in this one: those of a bridge on the
    /// host.
    private static boolean holds(Snapshot snapshot, Namespace n, String name, boolean prefix) {
        for (Network network : snapshot.networks()) {
            boolean called = prefix
                    ? begins(network.id(), name)
                    : network.name().equals(name) || network.id().equals(name);
            if (called && snapshot.namespace(network) == n) {
                return true;
            }
        }
        return false;
    }

    /// Whether the engine works in it that is the node of a swarm with this id or host name.
    private static boolean works(Snapshot snapshot, Namespace n, String name, boolean prefix) {
        for (SwarmNode node : snapshot.nodes()) {
            boolean called = prefix
                    ? begins(node.id(), name)
                    : node.id().equals(name) || node.host().equals(name);
            if (called && node.self() && snapshot.homes().get(node.engine()) == n) {
                return true;
            }
        }
        return false;
    }

    /// Whether it is on this host, and not only on one that is on it.
    private static boolean within(Namespace n, String host) {
        return n.kind() == Kind.NODE ? n.name().equals(host) : on(n, host);
    }

    /// Whether it is on this host: `HOST`, `LAB`, or `HOST.LAB` where several labs have such a host.
    public static boolean on(Namespace n, String host) {
        return n.host().equals(host) || n.lab() && (n.realm().equals(host) || host.equals(n.host() + "." + n.realm()));
    }

    /// Shorter beginnings of ids mean nothing: a letter may be any name that was mistyped.
    private static final int LEAST_ID = 3;

    /// Whether an id begins so.
    public static boolean begins(String id, String name) {
        return name.length() >= LEAST_ID && id.startsWith(name);
    }

    /// By the id that the namespace of a link's other end has for it.
    static String nsid(Namespace n) {
        for (Handle h : n.handles()) {
            if (h instanceof Handle.VethPeer p) {
                return "nsid:" + p.nsid() + ":" + p.netns();
            }
        }
        return n.name();
    }

    private static final int MOST_SHOWN = 8;

    private TargetException ambiguous(String word, List<Candidate> found) {
        List<String> labels = new ArrayList<>();
        TargetWords words = snapshots.size() == 1 ? new TargetWords(snapshots.getFirst()) : null;
        boolean kinds =
                found.stream().anyMatch(c -> c.stage() != found.getFirst().stage());
        for (Candidate c : found) {
            long alike = found.stream().filter(o -> o.stage() == c.stage()).count();
            String only = words == null ? null : words.of(c.namespace());
            String kind = c.stage().prefix();
            boolean byKind = kinds && alike == 1 && !kind.isEmpty();
            labels.add(byKind ? kind + word : only == null ? c.label() : only);
        }
        StringBuilder b = new StringBuilder("name one of them: ");
        for (int i = 0; i < found.size(); i++) {
            if (i == MOST_SHOWN) {
                b.append(", and ")
                        .append(found.size() - i)
                        .append(" more (")
                        .append(LIST)
                        .append(')');
                break;
            }
            String label = labels.get(i);
            Namespace n = found.get(i).namespace();
            String longer = n.lab() ? label + (label.indexOf('@') < 0 ? "@" : ".") + n.realm() : label + "@" + n.host();
            String shown = unique(labels, i) ? label : longer;
            // Two hosts may be called the same, and whatever is on them: the kernel's number is nobody else's.
            boolean told = means(shown, found.get(i));
            b.append(i == 0 ? "" : ", ").append(told ? shown : "netns:" + n.id().ino());
        }
        return new TargetException(word + ": matches " + found.size() + " namespaces", b.toString());
    }

    /// Whether a word that is suggested would be taken for this namespace, and for no other.
    private boolean means(String word, Candidate wanted) {
        Query query = query(word);
        if (query.kind.isEmpty() && (word.indexOf('/') >= 0 || Stage.number(word) > 0)) {
            return false; // a path, or a process
        }
        List<Candidate> all = matching(query.name, query.stages);
        all = all.isEmpty() && query.stages == plain ? matching(query.name, LAST) : all;
        return all.size() == 1 && all.getFirst().same(wanted);
    }

    private static boolean unique(List<String> labels, int i) {
        return labels.indexOf(labels.get(i)) == i && labels.lastIndexOf(labels.get(i)) == i;
    }

    private TargetException unknown(Query query) {
        String word = query.word;
        TargetException absent = Absent.of(snapshots, word, query.kind, query.name);
        if (absent != null) {
            return absent;
        }
        List<String> names = new ArrayList<>();
        for (Snapshot s : snapshots) {
            names.addAll(TargetNames.targets(s));
        }
        String name = word.substring(word.indexOf(':') + 1);
        names.removeIf(name::equals); // of a kind that has no such targets
        List<String> near = Similar.to(name, names);
        if (near.isEmpty() && name.lastIndexOf('@') > 0) {
            near = Similar.to(name.substring(0, name.lastIndexOf('@')), names);
        }
        String remedy = near.isEmpty() ? LIST : "did you mean " + String.join(", ", near) + "? " + LIST;
        if (snapshots.stream().allMatch(s -> s.host().privileged())) {
            return new TargetException(word + ": no such target", remedy);
        }
        boolean recorded = sources.stream().noneMatch(Live.class::isInstance);
        String root = recorded ? "record it as root: sudo sonde collect -o FILE" : "try sudo";
        return new TargetException(
                word + ": not visible without root", near.isEmpty() ? root : remedy + "; or " + root);
    }

    private Place process(String digits, String word) {
        int at = digits.indexOf('@');
        long pid = Stage.number(at < 0 ? digits : digits.substring(0, at));
        String host = at < 0 ? null : digits.substring(at + 1);
        if (pid <= 0 || pid > Integer.MAX_VALUE) {
            String remedy = pid <= 0 ? LIST : "did you mean netns:" + pid + "? " + LIST;
            throw new TargetException(word + ": not a process id", remedy);
        }
        for (int i = 0; i < sources.size(); i++) {
            if (host != null && !snapshots.get(i).host().name().equals(host)) {
                continue;
            }
            for (ProcessEntry p : sources.get(i).processes()) {
                if (p.pid() == pid) {
                    if (p.ino() == 0) {
                        throw new TargetException(
                                "process " + pid + ": " + Errno.text(p.errno()), "run it as root: sudo sonde ...");
                    }
                    return new Place(
                            sources.get(i),
                            number(sources.get(i), p),
                            p.pid(),
                            p.dev(),
                            p.ino(),
                            "/proc/" + pid + "/ns/net");
                }
            }
        }
        throw new TargetException("process " + pid + ": " + Errno.text(Errno.ESRCH), LIST);
    }

    private static int number(Source source, ProcessEntry p) {
        if (p.number() != 0) {
            return p.number();
        }
        NamespaceEntry n = source.namespace(p.dev(), p.ino());
        return n == null ? 0 : n.number();
    }

    private Place path(String word) {
        String path = word.startsWith("/var/run/") ? word.substring("/var".length()) : word;
        if (path.startsWith("/proc/") && path.endsWith("/ns/net")) {
            String pid = path.substring("/proc/".length(), path.length() - "/ns/net".length());
            if (Stage.number(pid) > 0) {
                return process(pid, word);
            }
        }
        for (Source source : sources) {
            for (HandleEntry h : source.handles()) {
                if (h.path().equals(path)) {
                    return file(source, h, word);
                }
            }
        }
        if (path.startsWith("/proc/")) {
            for (Source source : sources) {
                source.ensure(ScanSet.HIDDEN);
                for (HandleEntry h : source.ways()) {
                    if (h.path().equals(path) && h.ino() != 0) {
                        return new Place(source, h.number(), 0, h.dev(), h.ino(), h.path());
                    }
                }
            }
        }
        return Elsewhere.file(sources.getFirst(), word);
    }

    private static Place file(Source source, HandleEntry h, String word) {
        if (h.errno() != 0) {
            throw new TargetException(word + ": " + Errno.text(h.errno()), LIST);
        }
        if (!h.namespace()) {
            throw new TargetException(word + ": not a namespace, but a left-over file", "remove it, or " + LIST);
        }
        NamespaceEntry n = source.namespace(h.dev(), h.ino());
        int number = h.number() != 0 || n == null ? h.number() : n.number();
        return new Place(source, number, 0, h.dev(), h.ino(), h.path());
    }
}
