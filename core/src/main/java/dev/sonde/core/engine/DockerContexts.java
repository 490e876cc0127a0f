package dev.sonde.core.engine;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.model.Gap;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Where the invoking user says that Docker is: `DOCKER_HOST`, or the context in use. Sockets on this host were
/// asked; what lies elsewhere is told as not read.
final class DockerContexts {
    private static final String ONLY = "only sockets on this host are used: unix://";

    static void tell(EngineFiles files, List<Gap> gaps) {
        FileEntry host = files.files().get("DOCKER_HOST");
        if (host != null) {
            elsewhere("DOCKER_HOST", host.text(), gaps);
            return; // as with docker, it goes before a context
        }
        FileEntry context = files.files().get("DOCKER_CONTEXT");
        if (context == null || context.text().equals("default")) {
            return;
        }
        String what = "Docker's context " + context.text();
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            if (!e.getKey().endsWith("/meta.json")) {
                continue;
            }
            try {
                JsonTree meta = JsonTree.parse(e.getValue().content(), 0);
                if (meta.text("Name").equals(context.text())) {
                    elsewhere(what, meta.at("Endpoints").at("docker").text("Host"), gaps);
                    return;
                }
            } catch (IOException x) {
                gaps.add(new Gap(e.getKey(), "not JSON: " + JsonTree.why(x), 0));
            }
        }
        gaps.add(new Gap(what, "there is no context of this name", 0));
    }

    private static void elsewhere(String what, String host, List<Gap> gaps) {
        if (!host.startsWith("unix://")) {
            gaps.add(new Gap(what + ", " + host, ONLY, 0));
        }
    }

    private DockerContexts() {}
}
