package dev.sonde.it.tools;

import dev.sonde.it.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// `docs/tools-kernels.md`: in which kernel of our own which kinds of objects were compared. A run writes the part of
/// its kernel, and leaves that of the other.
final class KernelsSeen {
    private static final Path DOCUMENT = Path.of("../docs/tools-kernels.md");

    private static final String HEAD = """
            # The kernels in which the views were compared with the real tools

            Written by `KernelToolsIT`, in kernels of the tests' own. `ToolsIT` compares the same command lines in the kernel of the machine that runs it, with the kinds that it has.
            """;

    static void write(Kernel.Kind kind, String release, Kinds kinds) throws IOException {
        if (!Files.isDirectory(DOCUMENT.getParent()) || !Newest.brought()) {
            return;
        }
        StringBuilder part = new StringBuilder("\n## " + title(kind) + "\n\nLinux " + release + ". Kinds: ");
        part.append(String.join(", ", kinds.names())).append(".\n");
        List<String> parts = new ArrayList<>();
        String old = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
        for (Kernel.Kind k : Kernel.Kind.values()) {
            int at = old.indexOf("\n## " + title(k) + "\n");
            int end = at < 0 ? -1 : old.indexOf("\n## ", at + 1);
            if (k == kind) {
                parts.add(part.toString());
            } else if (at >= 0) {
                parts.add(end < 0 ? old.substring(at) : old.substring(at, end));
            }
        }
        String text = HEAD + String.join("", parts);
        if (!old.equals(text)) {
            Path file = Files.createTempFile(DOCUMENT.getParent(), ".kernels", "");
            Files.writeString(file, text);
            file.toFile().setReadable(true, false);
            Files.move(file, DOCUMENT, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String title(Kernel.Kind kind) {
        return kind == Kernel.Kind.SID ? "user-mode-linux of Debian sid" : "the source of Debian sid, by kernel.config";
    }

    private KernelsSeen() {}
}
