package dev.sonde.sensor.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchesTest {
    private static final Patches.Patch PATCH = new Patches.Patch("a.c", 2, "old", "new");

    @Test
    void matchesAsOftenAsItSays() {
        assertThat(PATCH.apply("old, old")).isEqualTo("new, new");
    }

    @Test
    void refusesAnythingElse() {
        for (String other : new String[] {"", "old", "old old old"}) {
            assertThatThrownBy(() -> PATCH.apply(other))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the patch of a.c matches ");
        }
    }

    @Test
    void takesAwayLocationsOfTheKnownFormOnly() {
        assertThat(Patches.withoutLocations("{ .firstHandler = NULL, .location = callSiteLocations_teavm_callSites },\n"
                        + "{ .firstHandler = h + 1, .location = callSiteLocations_teavm_callSites + 12 }"))
                .isEqualTo("{ .firstHandler = NULL, .location = NULL },\n{ .firstHandler = h + 1, .location = NULL }");
        for (String other : new String[] {
            "", ".location = NULL", ".location = callSiteLocations_teavm_callSites, .location = callSites + 1"
        }) {
            assertThatThrownBy(() -> Patches.withoutLocations(other))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no locations of the known form");
        }
    }

    @Test
    void takesAwayNamesOfTheKnownFormOnly() {
        assertThat(Patches.withoutNames("TEAVM_STRING(26, -11,u\"dev.sonde.sensor.Demo$Step\"), // string #7\n"
                        + "TEAVM_STRING(3, 5,u\"net\")"))
                .isEqualTo("TEAVM_STRING(0, 0,u\"\"), // string #7\nTEAVM_STRING(3, 5,u\"net\")");
        for (String other : new String[] {"", "TEAVM_STRING(3, 5,u\"net\")", "STRING(u\"dev.sonde.sensor.Main\")"}) {
            assertThatThrownBy(() -> Patches.withoutNames(other))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no names of the known form");
        }
    }

    @Test
    void aStampHoldsUntilAnInputOrTheResultChanges(@TempDir Path folder) throws Exception {
        Path input = Files.writeString(folder.resolve("A.class"), "1");
        Path made = folder.resolve("made");
        String before = new Stamp().tree(folder, ".class").text("-O2").value();
        assertThat(Stamp.holds(made, before)).isFalse();
        Files.writeString(made, "x");
        Stamp.write(made, before);
        assertThat(Stamp.holds(
                        made, new Stamp().tree(folder, ".class").text("-O2").value()))
                .isTrue();
        assertThat(Stamp.holds(
                        made, new Stamp().tree(folder, ".class").text("-O1").value()))
                .isFalse();
        Files.writeString(input, "2");
        assertThat(Stamp.holds(
                        made, new Stamp().tree(folder, ".class").text("-O2").value()))
                .isFalse();
        Files.delete(made);
        assertThat(Stamp.holds(made, before)).isFalse();
    }
}
