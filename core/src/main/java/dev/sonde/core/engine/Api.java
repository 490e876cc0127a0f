package dev.sonde.core.engine;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.SourceEntry;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What one socket answered that speaks Docker's API, as documents by what was asked. Docker's own, or Podman's.
final class Api {
    /// Characters of what a daemon says.
    private static final int LONGEST_REASON = 200;

    private static final JsonTree NOTHING = JsonTree.nothing();

    /// The socket, below its root and with the root before it.
    final String path;

    private final String root;
    private final String socket;
    private final Map<String, JsonTree> answers = new HashMap<>();

    /// Networks one by one, with the tasks of the whole cluster.
    final List<JsonTree> networks = new ArrayList<>();

    /// As its answers say: `Docker/20.10.24 (linux)`, `Libpod/4.3.1 (linux)`.
    private String server = "";

    private boolean told;

    private final SourceEntry source;

    Api(String root, String path, SourceEntry source) {
        this.source = source;
        this.path = path;
        this.root = root;
        this.socket = root + path;
    }

    /// Who answers, and where.
    SourceEntry source() {
        return source;
    }

    /// Takes one answer. What is none is a gap.
    void answer(String asked, FileEntry f, List<Gap> gaps) {
        try {
            if (f.errno() != 0) {
                String why = f.errno() == Errno.E2BIG ? "the answer is too long" : Errno.text(f.errno());
                tell(asked, why, f.errno(), gaps);
                return;
            }
            HttpAnswer http = HttpAnswer.of(f.content());
            server = http.server().isEmpty() ? server : http.server();
            if (http.status() == 200) {
                JsonTree tree = JsonTree.parse(f.content(), http.body());
                answers.put(asked, tree);
                if (asked.startsWith("/networks/")) {
                    networks.add(tree);
                }
            } else if (!optional(asked)) {
                tell(asked, "HTTP status " + http.status() + reason(f.content(), http.body()), 0, gaps);
            }
        } catch (IOException e) {
            if (!optional(asked)) {
                tell(asked, JsonTree.why(e), 0, gaps);
            }
        }
    }

    /// Why it refuses, as it says itself: `{"message":"client version 1.24 is too old. …"}`; empty where it does not.
    private static String reason(byte[] answer, int body) {
        try {
            String message = JsonTree.parse(answer, body).text("message");
            return message.isEmpty() ? "" : ": " + message.substring(0, Math.min(LONGEST_REASON, message.length()));
        } catch (IOException e) {
            return "";
        }
    }

    /// Nodes are told by managers of a swarm, pods by Podman; a network's file may outlive it.
    private static boolean optional(String asked) {
        return asked.equals("/nodes") || asked.startsWith("/networks/") || asked.contains("/libpod/");
    }

    /// The first fault of a daemon is told; the others follow from it.
    private void tell(String asked, String why, int errno, List<Gap> gaps) {
        if (!told) {
            String who = podman() || path.contains("podman") ? "Podman" : "Docker";
            gaps.add(new Gap(who + " at unix://" + socket + ", GET " + asked, why, errno));
        }
        told = true;
    }

    /// The answer, or nothing.
    JsonTree at(String asked) {
        return answers.getOrDefault(asked, NOTHING);
    }

    /// Whether it told its containers.
    boolean answers() {
        return answers.containsKey("/containers/json?all=1");
    }

    boolean podman() {
        return server.startsWith("Libpod/");
    }

    /// By which the same engine behind two sockets is known; empty where it is not said. Older daemons of one host
    /// have the same id: where the data lies tells them apart.
    String id() {
        JsonTree info = at("/info");
        return info.text("ID").isEmpty() ? "" : info.text("ID") + " " + info.text("DockerRootDir");
    }

    /// Whether behind both sockets the same engine answers. Another user's may call itself as it likes.
    boolean same(Api other) {
        boolean owner = source.uid() == other.source.uid() && source.mountNamespace() == other.source.mountNamespace();
        return owner && !id().isEmpty() && id().equals(other.id());
    }

    /// Who answers.
    EngineId engine(EngineId.Kind kind) {
        int slash = server.indexOf('/');
        int blank = server.indexOf(' ');
        String version = slash > 0 ? server.substring(slash + 1, blank > slash ? blank : server.length()) : "";
        long uid = Integer.toUnsignedLong(source.uid());
        return EngineId.answering(kind, version, root, path, source.mountNamespace(), uid);
    }
}
