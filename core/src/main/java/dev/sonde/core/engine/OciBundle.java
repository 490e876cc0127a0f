package dev.sonde.core.engine;

import dev.sonde.core.model.Gap;
import dev.sonde.core.stream.Errnos;
import dev.sonde.core.stream.FileEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a runtime of the Open Container Initiative was told to run: the `config.json` of a container, and its pid.
///
/// `namespace`: containerd's, or the storage driver's folder. `netns`: the file of its network namespace as handles
/// name
/// it; empty: it was given none. `pid`: as its engine counts; 0: it does not run, or nobody says.
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

    /// Those of the libraries that Podman and CRI-O share: `/var/lib/containers/storage/DRIVER-containers/ID/userdata/`
    /// `config.json`, and its `pidfile` at the same place below `/run`.
    static List<OciBundle> storage(EngineFiles files, List<Gap> gaps) {
        List<OciBundle> all = new ArrayList<>();
        String top = "/var/lib/containers/storage/";
        String end = "/userdata" + CONFIG;
        for (Map.Entry<String, FileEntry> e : files.files().entrySet()) {
            String path = e.getKey();
            if (path.startsWith(top) && path.endsWith(end)) {
                String bundle = path.substring(0, path.length() - end.length());
                String pidfile = "/run/containers/storage/" + bundle.substring(top.length()) + "/userdata/pidfile";
                add(all, files, bundle, files.files().get(pidfile), e.getValue(), gaps);
            }
        }
        return all;
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
            gaps.add(new Gap(config.path(), Errnos.text(config.errno()), config.errno()));
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
            gaps.add(new Gap(config.path(), "it is no JSON: " + JsonTree.why(e), 0));
        }
    }

    String annotation(String key) {
        return annotations.text(key);
    }
}
