package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Recorded;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Change;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The change between the snapshots of two recordings, applied to the first, gives the second.
class ChangeTest {
    private static final Set<Table> ALL = EnumSet.of(
            Table.LINKS,
            Table.ADDRESSES,
            Table.NEIGHBOURS,
            Table.FDB,
            Table.ROUTES,
            Table.RULES,
            Table.FILTER,
            Table.VIRTUAL_SERVERS,
            Table.TRANSFORMS);

    @TempDir
    static Path folder;

    private static List<String> names() {
        return Recordings.names();
    }

    private static Snapshot snapshot(String recording) throws IOException {
        try (InputStream in = Files.newInputStream(new Recordings(folder).file(recording))) {
            Inventory inventory = new Inventory(new Recorded(in));
            inventory.readAll(ALL);
            inventory.readIds(inventory.names().namespaces());
            return inventory.snapshot();
        }
    }

    /// All that a snapshot holds, in its order.
    private static List<Object> content(Snapshot snapshot) {
        Snapshot s = Change.normal(snapshot);
        List<Object> all = new ArrayList<>(List.of(
                s.host(),
                s.namespaces(),
                s.leftOvers(),
                s.networks(),
                s.engines(),
                s.homes(),
                s.gaps(),
                s.nsids(),
                s.neighbourTables()));
        for (Namespace n : s.namespaces()) {
            NamespaceTables t = s.tables(n);
            if (t != null) {
                all.addAll(List.of(
                        n.key(),
                        t.read(),
                        t.links(),
                        t.addresses(),
                        t.neighbours(),
                        t.fdb(),
                        t.routes(),
                        t.rules(),
                        t.filterChains(),
                        t.filterRules(),
                        t.filterSets(),
                        t.legacyFilter(),
                        t.ipvs(),
                        t.virtualServers(),
                        t.transforms(),
                        t.gaps()));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("names")
    void appliedToTheFirstItGivesTheSecond(String recording) throws IOException {
        Snapshot healthy = snapshot("healthy");
        Snapshot faulty = snapshot(recording);
        Change change = Change.between(healthy, faulty);
        assertThat(content(change.apply(healthy))).isEqualTo(content(faulty));
        assertThat(change.isEmpty()).isEqualTo(recording.equals("healthy"));
        // And back: what came goes, and what went comes.
        assertThat(content(Change.between(faulty, healthy).apply(faulty))).isEqualTo(content(healthy));
    }

    /// And the content that is compared is some.
    @Test
    void isNothingWhereNothingChanged() throws IOException {
        Snapshot a = snapshot("healthy");
        assertThat(Change.between(a, a).tables()).isEmpty();
        assertThat(content(a)).hasSizeGreaterThan(50);
    }
}
