package dev.sonde.lab;

import dev.sonde.core.connection.Live;
import dev.sonde.core.engine.LabState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes faults in a lab and takes them back; the lab's document remembers them.
public final class Break {
    /// Makes one fault. It is written down first: whatever happens in between, `lab mend` knows of it.
    public static LabState.Broken make(Live live, LabState lab, Fault fault, String target) {
        Workbench bench = new Workbench(live, lab.name());
        fault.fits(lab);
        FaultSite at = fault.spot(lab, target);
        LabState.Broken broken = at.remember(fault);
        for (LabState.Broken b : lab.broken()) {
            boolean same = b.fault().equals(broken.fault())
                    && b.network().equals(broken.network())
                    && b.host().equals(broken.host())
                    && (fault.ofHost() || b.task().equals(broken.task()));
            if (same) {
                throw new LabException(
                        fault.name() + " is there already, in " + b.network() + "@" + b.host()
                                + (fault.ofHost() ? "" : " of " + b.task()),
                        "to mend it: sonde lab mend " + fault.name() + " --name " + lab.name());
            }
        }
        List<LabState.Broken> all = new ArrayList<>(lab.broken());
        all.add(broken);
        bench.store(lab.withBroken(all));
        try {
            fault.make(bench, at);
        } catch (LabException e) {
            bench.store(lab);
            throw e;
        }
        return broken;
    }

    /// What became of faults that were to be taken back: each that could not be, with the reason.
    public record Mended(List<LabState.Broken> done, Map<LabState.Broken, LabException> left) {}

    /// Takes back all faults, or those of one kind, the last made first. One may stand in the way of another, as a
    /// port that is down stands in that of its state: what fails is tried again when others are done.
    public static Mended mend(Live live, LabState lab, Fault fault) {
        Workbench bench = new Workbench(live, lab.name());
        List<LabState.Broken> broken = new ArrayList<>(lab.broken());
        List<LabState.Broken> done = new ArrayList<>();
        Map<LabState.Broken, LabException> left = new LinkedHashMap<>();
        int before;
        do {
            before = done.size();
            for (LabState.Broken b : List.copyOf(broken).reversed()) {
                if (fault == null || fault.name().equals(b.fault())) {
                    try {
                        Fault.named(b.fault()).mend(bench, FaultSite.of(lab, b));
                    } catch (LabException e) {
                        left.put(b, e);
                        continue;
                    }
                    left.remove(b);
                    broken.remove(b);
                    done.add(b);
                    bench.store(lab.withBroken(broken));
                }
            }
        } while (!left.isEmpty() && done.size() > before);
        return new Mended(done, left);
    }

    private Break() {}
}
