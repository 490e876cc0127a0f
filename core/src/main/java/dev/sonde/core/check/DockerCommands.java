package dev.sonde.core.check;

import java.util.ArrayList;
import java.util.List;

/// Commands of Docker's own client, for the engine that a network is of.
public final class DockerCommands {
    /// In the name of Docker that answers: `Docker 20.10.24 (unix:///run/docker.sock)`.
    private static final String BEGIN = "Docker ";

    private static final String SOCKET = "(unix://";
    private static final String USUAL = "/run/docker.sock";

    /// The words of a command; null where the engine is not Docker, or does not answer.
    public static List<String> of(String engine, String... words) {
        int at = engine.startsWith(BEGIN) && engine.endsWith(")") ? engine.indexOf(SOCKET) : -1;
        if (at < 0) {
            return null;
        }
        String socket = engine.substring(at + SOCKET.length(), engine.length() - 1);
        List<String> all = new ArrayList<>(List.of("docker"));
        if (!socket.equals(USUAL)) {
            all.add("-H");
            all.add("unix://".concat(socket));
        }
        all.addAll(List.of(words));
        return all;
    }

    private DockerCommands() {}
}
