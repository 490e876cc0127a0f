package dev.sonde.sensor.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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

    private static final String SITES = """
            #include "strings.h"

            static TeaVM_MethodLocation methodLocations_teavm_callSites[1] = {
                { .fileName = NULL, .className = TEAVM_GET_STRING_ADDRESS(9), .methodName = NULL }
            };
            static TeaVM_ExceptionHandler exceptionHandlers_teavm_callSites[1] = {
                { .id = 1, .exceptionClass = (TeaVM_Class*) &jl_Throwable_Cls, .next = NULL }
            };
            TeaVM_CallSite teavm_callSites[3] = {
                { .firstHandler = NULL, .location = callSiteLocations_teavm_callSites + 0 },
                { .firstHandler = NULL, .location = NULL },
                { .firstHandler = exceptionHandlers_teavm_callSites + 0, .location = callSiteLocations_teavm_callSites }
            };
            """;

    @Test
    void theTableOfCallsHasARowForEachHandler() {
        assertThat(new CallSites(SITES).table()).isEqualTo("""
                #include "strings.h"
                static TeaVM_ExceptionHandler exceptionHandlers_teavm_callSites[1] = {
                    { .id = 1, .exceptionClass = (TeaVM_Class*) &jl_Throwable_Cls, .next = NULL }
                };
                TeaVM_CallSite teavm_callSites[2] = {
                    { .firstHandler = NULL, .location = NULL },
                    { .firstHandler = exceptionHandlers_teavm_callSites + 0, .location = NULL },
                };
                """);
    }

    @Test
    void aMethodWithATryKeepsItsFrame() {
        String other = """
                void f() {
                    TEAVM_ALLOC_STACK(INT32_C(4));
                    TEAVM_WITH_CALL_SITE_ID(0, g());
                    TEAVM_RELEASE_STACK;
                }
                """;
        assertThat(new CallSites(SITES).methods(other + """
                void h() {
                    TEAVM_ALLOC_STACK(INT32_C(4));
                    TEAVM_WITH_CALL_SITE_ID(1, g());
                    TEAVM_TRY
                        TEAVM_WITH_CALL_SITE_ID(2, g());
                    TEAVM_RELEASE_STACK;
                }
                """ + other)).isEqualTo(other + """
                void h() {
                    SONDE_ALLOC_STACK(INT32_C(4));
                    SONDE_WITH_CALL_SITE_ID(0, g());
                    TEAVM_TRY
                        SONDE_WITH_CALL_SITE_ID(1, g());
                    SONDE_RELEASE_STACK;
                }
                """ + other);
    }

    @Test
    void refusesCallsOfAnotherForm() {
        for (String other : new String[] {"", SITES.replace("[3]", "[4]"), SITES.replace("+ 0, .loc", "+ 0 , .loc")}) {
            assertThatThrownBy(() -> new CallSites(other))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callsites.c has ");
        }
    }

    @Test
    void takesAwayLiteralsThatNothingUses() {
        String strings = """
                TeaVM_String* teavm_stringPool[3] = {
                    TEAVM_STRING(26, -11,u"a (b), "
                    "\\"dev.sonde"), // string #0
                    TEAVM_STRING_FROM_CODES(3, 5, 1, 2, 3), // string #1
                    TEAVM_STRING(3, 5,u"net")  // string #2
                };
                """;
        assertThat(Literals.without(strings, Set.of(0))).isEqualTo("""
                TeaVM_String* teavm_stringPool[3] = {
                    TEAVM_STRING(26, -11,u"a (b), "
                    "\\"dev.sonde"), // string #0
                    NULL,
                    NULL\s
                };
                """);
        assertThatThrownBy(() -> Literals.without(strings.replace("[3]", "[4]"), Set.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 literals of the known form, not [4]");
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
