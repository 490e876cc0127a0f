package dev.sonde.cli;

import java.util.List;

/// One command of sonde. Loaded when it is called, and only then.
public interface Command {
    /// Carries it out; its exit status. `args`: what follows the command's name, without `--from FILE`.
    int run(Context context, List<String> args);
}
