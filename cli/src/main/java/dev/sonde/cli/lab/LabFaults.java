package dev.sonde.cli.lab;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.TextTable;
import dev.sonde.core.connection.LabEntry;
import dev.sonde.core.engine.LabState;
import dev.sonde.lab.Break;
import dev.sonde.lab.Fault;
import dev.sonde.lab.LabException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `lab break` and `lab mend`.
final class LabFaults {
    private final Context context;
    private final String name;

    LabFaults(Context context, String name) {
        this.context = context;
        this.name = name;
    }

    /// One line for each fault that there is.
    int list() {
        List<TextTable.Column<Fault>> columns =
                List.of(TextTable.Column.of(Fault::name), TextTable.Column.of(Fault::summary));
        new TextTable<>(columns, Fault.ALL).printRows(context.out(), 0);
        return 0;
    }

    /// The lab's document; nothing where there is no such lab: joining it says why.
    private LabState state() {
        for (LabEntry entry : context.live().labs()) {
            if (entry.name().equals(name) && entry.keeper() != 0 && entry.document().length > 0) {
                try {
                    return LabState.parse(entry.document());
                } catch (IOException e) {
                    throw new LabException("its document cannot be read: " + e.getMessage(), "");
                }
            }
        }
        return LabState.empty(name, 0);
    }

    int make(String fault, String target) {
        LabState.Broken made = Break.make(context.live(), state(), Fault.named(fault), target);
        where(context.out().name(name).text(": broken: "), made).line();
        context.out().text("  ").text(Fault.named(fault).summary()).line();
        context.out()
                .text("to mend it: sonde lab mend ")
                .name(fault)
                .text(option())
                .line();
        return 0;
    }

    int mend(List<String> faults) {
        Break.Mended mended =
                Break.mend(context.live(), state(), faults.isEmpty() ? null : Fault.named(faults.getFirst()));
        for (LabState.Broken b : mended.done()) {
            where(context.out().name(name).text(": mended: "), b).line();
        }
        if (mended.done().isEmpty() && mended.left().isEmpty()) {
            context.out().name(name).text(": nothing to mend").line();
        }
        context.out().flush();
        String remedy = "";
        for (Map.Entry<LabState.Broken, LabException> e : mended.left().entrySet()) {
            where(context.err().text("sonde: lab mend: "), e.getKey())
                    .text(": ")
                    .name(e.getValue().getMessage())
                    .line();
            remedy = e.getValue().remedy();
        }
        if (!remedy.isEmpty()) {
            context.err().text("  ").name(remedy).line();
        }
        return mended.left().isEmpty() ? 0 : Failure.FAILED;
    }

    private String option() {
        return name.equals("lab") ? "" : " --name " + name;
    }

    /// `missing-fdb of nsenter-l2-table-test.1 in nsenter-test@host1`
    static Console where(Console out, LabState.Broken b) {
        return out.name(b.fault())
                .text(" of ")
                .name(b.task())
                .text(" in ")
                .name(b.network())
                .text("@")
                .name(b.host());
    }
}
