package dev.sonde.cli.document;

import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Workload;
import java.util.ArrayList;
import java.util.List;

/// A container, a task or a pod. What is not known of it is empty.
public record WorkloadDocument(
        Kind kind, String name, String service, String container, String host, String image, String project)
        implements Document {
    /// Null: there is none.
    static WorkloadDocument of(Workload w) {
        return w == null
                ? null
                : new WorkloadDocument(
                        w.kind(), w.name(), w.service(), w.container(), w.host(), w.image(), w.project());
    }

    static List<WorkloadDocument> of(List<Workload> some) {
        if (some.isEmpty()) {
            return List.of();
        }
        List<WorkloadDocument> all = new ArrayList<>(some.size());
        for (Workload w : some) {
            all.add(of(w));
        }
        return all;
    }

    @Override
    public void members(JsonWriter to) {
        to.member("kind", kind).member("name", name).member("service", service);
        to.member("container", container).member("host", host).member("image", image);
        to.member("project", project);
    }
}
