package dev.sonde.core.engine;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.model.Gap;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a runtime of the Open Container Initiative was told to run: the `config.json` of a container, and its pid.
///
/// `namespace`: containerd's, or the storage driver's folder. `netns`: the file of its network namespace as handles
/// name it; empty: it was given none. `pid`: as its engine counts; 0: it does not run, or nobody says.
record OciBundle(String namespace, String id, int pid, String netns, String hostname, JsonTree annotations) {
    private static final Set<String> MEMBERS = Set.of("hostname", "annotations", "linux");
    private static final String CONFIG = "/config.json";

    /// containerd's: `STATE/io.containerd.runtime.v2.task/NAMESPACE/ID/config.json`, `init.pid` beside it.
    static List<OciBundle> containerd(EngineFiles files, List<Gap> gaps) {
        List<OciBundle> all = new ArrayList<>();
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            String path = e.getKey();
            if (path.contains("/io.containerd.runtime.v2.task/") && path.endsWith(CONFIG)) {
                String bundle = path.substring(0, path.length() - CONFIG.length());
                add(all, files, bundle, files.files().get(bundle + "/init.pid"), e.getValue(), gaps);
            }
        }
        return all;
    }

    /// Those of the libraries that Podman and CRI-O share, by the folder of the storage, root's or a user's:
    /// `STORAGE/DRIVER-containers/ID/userdata/config.json`, and a `pidfile` that ends as that below `/run`.
    static Map<String, List<OciBundle>> storages(EngineFiles files, List<Gap> gaps) {
        Map<String, FileEntry> pidfiles = new HashMap<>();
        files.files().forEach((path, file) -> {
            if (path.endsWith(PIDFILE)) {
                pidfiles.put(container(path, PIDFILE), file);
            }
        });
        Map<String, List<OciBundle>> all = new LinkedHashMap<>();
        String end = "/userdata" + CONFIG;
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            String path = e.getKey();
            int top = path.indexOf(STORAGE);
            if (top >= 0 && path.endsWith(end)) {
                String bundle = path.substring(0, path.length() - end.length());
                List<OciBundle> list =
                        all.computeIfAbsent(path.substring(0, top + STORAGE.length() - 1), k -> new ArrayList<>());
                add(list, files, bundle, pidfiles.get(container(path, end)), e.getValue(), gaps);
            }
        }
        return all;
    }

    private static final String STORAGE = "/containers/storage/";
    private static final String PIDFILE = "/userdata/pidfile";

    /// Its id: the folder before this end of a path.
    private static String container(String path, String end) {
        int to = path.length() - end.length();
        return path.substring(path.lastIndexOf('/', to - 1) + 1, to);
    }

    private static void add(
            List<OciBundle> all,
            EngineFiles files,
            String bundle,
            FileEntry pidfile,
            FileEntry config,
            List<Gap> gaps) {
        int slash = bundle.lastIndexOf('/');
        int before = bundle.lastIndexOf('/', slash - 1);
        if (config.errno() != 0) {
            gaps.add(new Gap(config.path(), Errno.text(config.errno()), config.errno()));
            return;
        }
        try {
            JsonTree tree = JsonTree.parse(config.content(), MEMBERS);
            String netns = "";
            for (JsonTree n : tree.at("linux").at("namespaces").elements()) {
                if (n.text("type").equals("network")) {
                    netns = n.text("path");
                }
            }
            int pid = pidfile == null ? 0 : JsonTree.decimal(pidfile.text().strip());
            all.add(new OciBundle(
                    bundle.substring(before + 1, slash),
                    bundle.substring(slash + 1),
                    pid,
                    netns.isEmpty() ? "" : files.handle(netns),
                    tree.text("hostname"),
                    tree.at("annotations")));
        } catch (IOException e) {
            gaps.add(new Gap(config.path(), "not JSON: " + JsonTree.why(e), 0));
        }
    }

    String annotation(String key) {
        return annotations.text(key);
    }
}
