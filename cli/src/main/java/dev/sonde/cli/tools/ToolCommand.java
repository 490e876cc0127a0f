package dev.sonde.cli.tools;

import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import java.util.function.IntSupplier;

/// Runs a tool, and ends as the real one ends.
public final class ToolCommand {
    public static int run(Context context, IntSupplier tool) {
        try {
            return tool.getAsInt();
        } catch (ToolExit e) {
            context.out().flush();
            if (!e.getMessage().isEmpty()) {
                say(context, e.getMessage());
            }
            return e.status();
        }
    }

    /// Lines of ours that may hold words of others.
    public static void say(Context context, String message) {
        int from = 0;
        for (int at = message.indexOf('\n'); at >= 0; at = message.indexOf('\n', from)) {
            context.err().foreign(message.substring(from, at)).text("\n");
            from = at + 1;
        }
        context.err().foreign(message.substring(from)).text("\n");
    }

    /// 0, or 1 where something was left out; it was said then.
    public static int status(TableRows tables) {
        return tables.partial() ? Failure.FAILED : 0;
    }

    private ToolCommand() {}
}
