package dev.sonde.cli;

import java.util.List;

/// `sonde --help`: the commands, one line each.
final class Help implements Command {
    @Override
    public int run(Context context, List<String> args) {
        print(context.out());
        return 0;
    }

    /// `sonde NAME --help`: what a view does and takes. The tools, `lab` and `enter` have longer texts of their
    /// own.
    static boolean printed(String name, List<String> args, Console out) {
        boolean view = name.equals("ls") || name.equals("show") || name.equals("inspect");
        if (!view
                || args.isEmpty()
                || !args.getFirst().equals("--help") && !args.getFirst().equals("-h")) {
            return false;
        }
        for (Commands.Entry e : Commands.ALL) {
            if (e.name().equals(name)) {
                out.text("usage: sonde ")
                        .text(name)
                        .text(" ")
                        .text(e.arguments())
                        .text(" [--from FILE]...")
                        .line();
                out.text("  ").text(e.does()).line();
                if (name.equals("ls")) {
                    out.text(dev.sonde.cli.view.LsCommand.OPTIONS);
                }
            }
        }
        return true;
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
