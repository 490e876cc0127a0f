package dev.sonde.cli.check;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Folders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files that containers left when they ended: their engine removes them itself, and there may be many. They are a
/// line for each folder.
final class LeftOverFiles {
    private record Folder(String host, String path) {}

    /// `findings`: of such files alone.
    static List<String> lines(List<Finding> findings) {
        Map<Folder, Integer> folders = new LinkedHashMap<>();
        for (Finding f : findings) {
            String path = Folders.folder(f.where().file());
            folders.merge(new Folder(f.where().host(), path.substring(0, path.length() - 1)), 1, Integer::sum);
        }
        boolean hosts = folders.keySet().stream().map(Folder::host).distinct().count() > 1;
        List<String> lines = new ArrayList<>(folders.size());
        folders.forEach((folder, n) -> {
            String on = hosts ? " on " + folder.host() : "";
            boolean docker = folder.path().endsWith("/docker/netns");
            String what = n == 1
                    ? "1 file of an ended " + (docker ? "container" : "namespace")
                    : n + " files of ended " + (docker ? "containers" : "namespaces");
            String them = n == 1 ? "it" : "them";
            lines.add(what + " in " + folder.path() + on + ": " + (docker ? "Docker removes " + them + "; " : "")
                    + "--all lists " + them);
        });
        return lines;
    }

    private LeftOverFiles() {}
}
