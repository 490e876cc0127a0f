package dev.sonde.core.check;

import dev.sonde.core.model.EngineId;
import java.util.ArrayList;
import java.util.List;

/// Commands of Docker's own client, for the engine that a network is of.
public final class DockerCommands {
    /// Where the client looks by itself.
    private static final String USUAL = "/run/docker.sock";

    /// The words of a command; null where the engine is not Docker, or does not answer.
    public static List<String> of(EngineId engine, String... words) {
        if (engine.kind() != EngineId.Kind.DOCKER || !engine.answers()) {
            return null;
        }
        List<String> all = new ArrayList<>(List.of("docker"));
        if (!engine.socket().equals(USUAL)) {
            all.add("-H");
            all.add("unix://".concat(engine.socket()));
        }
        all.addAll(List.of(words));
        return all;
    }

    private DockerCommands() {}
}
