package dev.sonde.core.lab;

import dev.sonde.core.stream.Live;
import java.util.ArrayList;
import java.util.List;

/// Makes faults in a lab and takes them back; the lab's document remembers them.
public final class Break {
    /// Makes one fault. It is written down first: whatever happens in between, `lab mend` knows of it.
    public static LabState.Broken make(Live live, LabState lab, Fault fault, String target) {
        Workbench bench = new Workbench(live, lab.name());
        Spot at = fault.spot(lab, target);
        LabState.Broken broken = at.remember(fault);
        for (LabState.Broken b : lab.broken()) {
            if (b.fault().equals(broken.fault()) && b.network().equals(broken.network())) {
                throw new LabException(
                        fault.name() + " is there already, in " + b.network() + " of " + b.task(),
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

    /// Takes back all faults, or those of one kind, the last made first; gives those that it took back.
    public static List<LabState.Broken> mend(Live live, LabState lab, Fault fault) {
        Workbench bench = new Workbench(live, lab.name());
        List<LabState.Broken> left = new ArrayList<>(lab.broken());
        List<LabState.Broken> mended = new ArrayList<>();
        for (int i = lab.broken().size() - 1; i >= 0; i--) {
            LabState.Broken b = lab.broken().get(i);
            if (fault == null || fault.name().equals(b.fault())) {
                Fault.named(b.fault()).mend(bench, Spot.of(lab, b));
                left.remove(i);
                mended.add(b);
                bench.store(lab.withBroken(left));
            }
        }
        return mended;
    }

    private Break() {}
}
