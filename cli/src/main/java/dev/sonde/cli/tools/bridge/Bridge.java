package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.Context;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.TableRows;
import dev.sonde.netlink.Requests;

/// What every object of `bridge` works with.
final class Bridge {
    /// Exit status of what `bridge` itself refuses.
    static final int FAILED = 255;

    final Options options;
    final TableRows tables;
    final Printer out;
    final Links links = new Links();

    Bridge(Context context, Options options) {
        this.options = options;
        this.tables = TableRows.of(context, options.place(context));
        this.out = Printer.of(context.out(), options.json, options.pretty, options.colour, options.oneline);
        tables.each(Requests.links(), links::add);
    }

    /// The index of the device that `dev` names; 0: none is. Other words say nothing.
    int device(Arguments args) {
        String name = null;
        while (args.more()) {
            if (args.next().equals("dev")) {
                String value = args.value();
                if (name != null) {
                    throw Arguments.duplicate("dev", value);
                }
                name = value;
            }
        }
        return name == null ? 0 : index(name);
    }

    /// The index of a link that is named; one that does not exist ends the tool.
    int index(String name) {
        int index = links.index(name);
        if (index == 0) {
            throw Arguments.noDevice(FAILED, name);
        }
        return index;
    }
}
