package dev.sonde.cli;

import java.util.List;

/// `sonde --help`: the commands, one line each.
final class Help implements Command {
    @Override
    public int run(Context context, List<String> args) {
        print(context.out());
        return 0;
    }

    static void print(Console out) {
        out.text("usage: sonde COMMAND ...\n\n");
        int width = 0;
        for (Commands.Entry e : Commands.ALL) {
            width = Math.max(width, e.name().length() + 1 + e.arguments().length());
        }
        for (Commands.Entry e : Commands.ALL) {
            String left = e.arguments().isEmpty() ? e.name() : e.name() + " " + e.arguments();
            out.text("  ").padded(left, width + 2).text(e.does()).line();
        }
        out.text("\nTARGET: host, a path, pid:N, netns:INODE, or the name of a network, container,\n");
        out.text("task, service or pod. Every view takes --from FILE, as often as there are hosts.\n");
    }
}
