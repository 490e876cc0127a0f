package dev.sonde.core.check;

import java.util.ArrayList;
import java.util.List;

/// The commands of findings as an ordinary user has to run them. Namespaces that such a user may enter belong to a
/// user namespace of his, a lab's or a rootless daemon's: only who has joined that one may join them.
public final class UsernsCommands {
    private static final String NET = "--net=";
    private static final String PROC = "/proc/";

    public static Finding of(Finding f) {
        return f.with(f.remedy().with(UsernsCommands::of, UsernsCommands::words), words(f.see()));
    }

    private static Step of(Step s) {
        return s instanceof Step.Inside inside ? new Step.ByUser(inside) : s;
    }

    /// With the user namespace of the process below whose folder the way into the namespace is, where it is such a
    /// way.
    static List<String> words(List<String> command) {
        String net = command.size() > 1 && command.getFirst().equals("nsenter") ? command.get(1) : "";
        int end = net.indexOf('/', NET.length() + PROC.length());
        if (!net.startsWith(NET + PROC) || end < 0) {
            return command;
        }
        List<String> all = new ArrayList<>(command);
        all.add(1, "--user=".concat(net.substring(NET.length(), end)).concat("/ns/user"));
        all.add(2, "--preserve-credentials");
        return all;
    }

    private UsernsCommands() {}
}
