package dev.sonde.core.engine;

import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.SourceEntry;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Gap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was brought of the engines below one root: `/proc/PID/root` of a daemon in another mount namespace, or
/// empty for this host. Paths are without the root before them.
///
/// `files`: what lay there, by path. `apis`: what sockets answered.
record EngineFiles(String root, Map<String, FileEntry> files, List<Api> apis) {
    /// Everything, by root, this host's first.
    static List<EngineFiles> of(List<FileEntry> all, List<Gap> gaps) {
        Map<String, EngineFiles> byRoot = new LinkedHashMap<>();
        byRoot.put("", new EngineFiles("", new LinkedHashMap<>(), new ArrayList<>(1)));
        Map<String, Api> bySocket = new HashMap<>(2);
        Allowance allowance = new Allowance(gaps);
        for (FileEntry f : all) {
            if (!allowance.takes(f)) {
                continue;
            }
            String root = root(f.path());
            EngineFiles in =
                    byRoot.computeIfAbsent(root, k -> new EngineFiles(k, new LinkedHashMap<>(), new ArrayList<>(1)));
            int asked = f.path().lastIndexOf(" /");
            if (asked < 0) {
                in.files.put(f.path().substring(root.length()), f);
                continue;
            }
            String socket = f.path().substring(0, asked);
            Api api = bySocket.get(socket);
            if (api == null) {
                api = new Api(root, socket.substring(root.length()), f.source());
                bySocket.put(socket, api);
                in.apis.add(api);
            }
            api.answer(f.path().substring(asked + 1), f, gaps);
        }
        // Which answered first is chance: what root runs goes before what others run.
        byRoot.values()
                .forEach(e -> e.apis.sort(Comparator.comparing(a -> a.source().uid() != 0)));
        return new ArrayList<>(byRoot.values());
    }

    /// Whose the files below this folder are, and where they lie.
    SourceEntry source(String folder) {
        SourceEntry any = SourceEntry.HOST;
        for (Map.Entry<String, FileEntry> f : files.entrySet()) {
            any = root.isEmpty() ? any : f.getValue().source();
            String path = f.getKey();
            if (path.startsWith(folder) && (folder.endsWith("/") || path.startsWith("/", folder.length()))) {
                return f.getValue().source();
            }
        }
        return any;
    }

    /// The engine that keeps its data below this folder.
    EngineId engine(EngineId.Kind kind, String folder) {
        return engine(kind, folder, source(folder));
    }

    /// The same, where it is known whose that folder is.
    EngineId engine(EngineId.Kind kind, String folder, SourceEntry source) {
        return EngineId.files(kind, root, folder, source.mountNamespace(), Integer.toUnsignedLong(source.uid()));
    }

    /// `/proc/PID/root`, or empty.
    private static String root(String path) {
        if (!path.startsWith("/proc/")) {
            return "";
        }
        int end = path.indexOf("/root/");
        return end < 0 ? "" : path.substring(0, end + "/root".length());
    }

    /// The daemon behind whose root this lies; 0: this host's.
    int pid() {
        return root.isEmpty()
                ? 0
                : JsonTree.decimal(root.substring("/proc/".length(), root.length() - "/root".length()));
    }

    /// A file of namespaces as handles name it, from one as an engine names it: `/var/run` is `/run`.
    String handle(String path) {
        return root + (path.startsWith("/var/run/") ? path.substring("/var".length()) : path);
    }

    /// The names in a folder that was listed.
    List<String> names(String folder) {
        FileEntry f = files.get(folder);
        List<String> names = new ArrayList<>();
        if (f == null) {
            return names;
        }
        for (String name : f.text().split("\0")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }
}
