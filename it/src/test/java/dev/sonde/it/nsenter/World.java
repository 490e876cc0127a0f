package dev.sonde.it.nsenter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Targets of every sort, and the names by which the cases call them.
final class World implements AutoCloseable {
    private final Bench bench;
    private final Map<String, Bench.Held> held = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    World(Path folder) throws IOException {
        // Other users start the probe too.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        bench = new Bench(folder);
        hold("plain", "");
        hold("net", "n");
        hold("some", "nui", "some");
        hold("full", "munipCT", "full");
        hold("user", "Umunip", "user");
        hold("onlyuser", "U");
        hold("zombie", "z");
        held.put(
                "nested",
                new Bench.Held(
                        List.of(Bench.REAL, "-t", names.get("onlyuser"), "-U", "--preserve-credentials"),
                        bench.probe(),
                        "Un"));
        for (Map.Entry<String, Bench.Held> e : held.entrySet()) {
            names.put(e.getKey(), Integer.toString(e.getValue().pid()));
        }
        names.put("dead", "4194300");
        names.put("state", bench.probe().toString());
        names.put("dir", Files.createDirectories(folder.resolve("dir")).toString());
        names.put("file", Files.writeString(folder.resolve("file"), "a file\n").toString());
        names.put("script", executable(folder.resolve("script"), "echo script \"$@\"\n"));
        names.put("shebang", executable(folder.resolve("shebang"), "#!/bin/sh\necho shebang \"$@\"\n"));
        names.put("folder", folder.toString());
        names.put("jail", jail(folder));
        names.put("self", bench.launcher());
    }

    Bench bench() {
        return bench;
    }

    /// The pid of a target, or a path.
    String name(String name) {
        String found = names.get(name);
        if (found == null) {
            throw new AssertionError("no such name in the cases: " + name);
        }
        return found;
    }

    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

    /// Puts what the names in braces mean in their place.
    String fill(String text) {
        return NAME.matcher(text).replaceAll(m -> name(m.group(1)));
    }

    private void hold(String name, String kinds) throws IOException {
        hold(name, kinds, "");
    }

    private void hold(String name, String kinds, String host) throws IOException {
        Bench.Held one = new Bench.Held(List.of(), bench.probe(), kinds, host);
        held.put(name, one);
        names.put(name, Integer.toString(one.pid()));
    }

    private static String executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    /// A root folder with the probe in it.
    private String jail(Path folder) throws IOException {
        Path jail = Files.createDirectories(folder.resolve("jail/sub"));
        Files.copy(bench.probe(), folder.resolve("jail/probe"), StandardCopyOption.COPY_ATTRIBUTES);
        return jail.getParent().toString();
    }

    @Override
    public void close() throws IOException {
        bench.close();
        for (Bench.Held one : held.values().stream().toList().reversed()) {
            one.close();
        }
    }
}
