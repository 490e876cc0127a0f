package dev.sonde.core.engine;

import dev.sonde.core.discover.Found;
import dev.sonde.core.lab.LabState;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Workload;
import dev.sonde.core.stream.LabEntry;
import dev.sonde.core.stream.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A lab: its document says what it made, and in which file each namespace is kept.
public final class LabEngine implements Engine {
    private final String name;
    private final int keeper;
    private final Map<String, Claim> byPath = new HashMap<>();
    private final List<Network> networks = new ArrayList<>();

    private LabEngine(LabEntry entry, LabState state) {
        name = entry.name();
        keeper = entry.keeper();
        String folder = entry.folder() + "/";
        for (LabState.Host h : state.hosts()) {
            byPath.put(folder + h.file(), new Claim(Kind.LAB_HOST, h.name(), h.name(), null, null));
        }
        for (LabState.Network n : state.networks()) {
            Network network = network(state, n);
            networks.add(network);
            for (LabState.Segment s : n.segments()) {
                byPath.put(folder + s.file(), new Claim(Kind.OVERLAY, n.name(), s.host(), network, null));
            }
            for (int i = 0; i < n.tasks().size(); i++) {
                LabState.Task t = n.tasks().get(i);
                Workload w = network.endpoints().get(i).workload();
                byPath.put(folder + t.file(), new Claim(Kind.TASK, t.shortName(), t.host(), network, w));
            }
        }
    }

    private Network network(LabState state, LabState.Network n) {
        List<Endpoint> endpoints = new ArrayList<>(n.tasks().size());
        for (LabState.Task t : n.tasks()) {
            LabState.Host host = state.host(t.host());
            Workload w = new Workload(Kind.TASK, t.name(), t.service(), t.container(), t.host(), t.pid());
            String vtep = host == null ? "" : host.address();
            endpoints.add(new Endpoint(t.endpoint(), w, t.mac(), t.address(), "", t.host(), vtep));
        }
        return new Network(
                name(),
                n.name(),
                n.id(),
                "swarm",
                "overlay",
                false,
                false,
                List.of(new Subnet(n.subnet(), n.gateway())),
                List.of(n.vni()),
                endpoints);
    }

    /// One for each lab whose keeper lives. A document that cannot be read is a gap.
    static void addTo(List<Engine> all, Source source, List<Gap> gaps) {
        for (LabEntry entry : source.labs()) {
            if (entry.keeper() == 0) {
                continue;
            }
            try {
                // Without a document it is still being made.
                LabState state = entry.document().length == 0
                        ? new LabState(entry.name(), entry.keeper(), List.of(), List.of())
                        : LabState.parse(entry.document());
                all.add(new LabEngine(entry, state));
            } catch (IOException e) {
                String why = e.getMessage();
                int end = why.indexOf('\n'); // a parser adds where, on further lines
                gaps.add(new Gap("the names of lab " + entry.name(), end < 0 ? why : why.substring(0, end), 0));
            }
        }
    }

    @Override
    public String name() {
        return "lab ".concat(name);
    }

    @Override
    public Claim claim(Found namespace) {
        for (String path : namespace.files()) {
            Claim c = byPath.get(path);
            if (c != null) {
                return c;
            }
        }
        boolean keepers = namespace.oldest() != null && namespace.oldest().pid() == keeper;
        return keepers ? new Claim(Kind.LAB, name, null, null, null) : null;
    }

    @Override
    public List<Network> networks() {
        return networks;
    }
}
