package dev.sonde.core.engine;

import dev.sonde.core.model.Gap;
import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.FileEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was brought of one Docker engine, as documents: the answers of its API, and its containers' state on disk.
final class DockerState {
    static final String CONTAINERS = "/var/lib/docker/containers/";
    static final String SOCKET = "/run/docker.sock ";

    /// `/proc/PID/root` of a daemon in another mount namespace; empty for this host's.
    final String root;

    /// `config.v2.json` of each container.
    final List<JsonTree> configs = new ArrayList<>();

    /// By what was asked: `/networks`.
    final Map<String, JsonTree> answers = new HashMap<>();

    /// Networks one by one, with the tasks of the whole cluster.
    final List<JsonTree> networks = new ArrayList<>();

    private boolean told;

    private DockerState(String root) {
        this.root = root;
    }

    static List<DockerState> of(List<FileEntry> files, List<Gap> gaps) {
        List<DockerState> all = new ArrayList<>(1);
        for (FileEntry f : files) {
            int at = f.path().indexOf(CONTAINERS);
            int asked = f.path().indexOf(SOCKET);
            if (at >= 0) {
                in(all, f.path().substring(0, at)).config(f, gaps);
            } else if (asked >= 0) {
                in(all, f.path().substring(0, asked)).answer(f, f.path().substring(asked + SOCKET.length()), gaps);
            }
        }
        return all;
    }

    private static DockerState in(List<DockerState> all, String root) {
        for (DockerState s : all) {
            if (s.root.equals(root)) {
                return s;
            }
        }
        DockerState s = new DockerState(root);
        all.add(s);
        return s;
    }

    private void config(FileEntry f, List<Gap> gaps) {
        try {
            if (f.errno() != 0) {
                gaps.add(new Gap(f.path(), Errnos.text(f.errno()), f.errno()));
            } else {
                configs.add(JsonTree.parse(f.content(), 0));
            }
        } catch (IOException e) {
            gaps.add(new Gap(f.path(), "it is no JSON: " + first(e), 0));
        }
    }

    private void answer(FileEntry f, String asked, List<Gap> gaps) {
        try {
            if (f.errno() != 0) {
                tell(asked, Errnos.text(f.errno()), f.errno(), gaps);
                return;
            }
            HttpAnswer http = HttpAnswer.of(f.content());
            if (http.status() == 200) {
                JsonTree tree = JsonTree.parse(f.content(), http.body());
                answers.put(asked, tree);
                if (asked.startsWith("/networks/")) {
                    networks.add(tree);
                }
            } else if (!asked.equals("/nodes")) {
                tell(asked, "HTTP status " + http.status(), 0, gaps); // nodes are told by managers of a swarm only
            }
        } catch (IOException e) {
            tell(asked, first(e), 0, gaps);
        }
    }

    /// The first fault of a daemon is told; the others follow from it.
    private void tell(String asked, String why, int errno, List<Gap> gaps) {
        if (!told) {
            gaps.add(new Gap("Docker at unix://" + root + SOCKET.strip() + ", GET " + asked, why, errno));
        }
        told = true;
    }

    /// A parser adds where, on further lines.
    private static String first(IOException e) {
        String s = String.valueOf(e.getMessage());
        int end = s.indexOf('\n');
        return end < 0 ? s : s.substring(0, end);
    }

    JsonTree answer(String asked) {
        return answers.get(asked);
    }
}
