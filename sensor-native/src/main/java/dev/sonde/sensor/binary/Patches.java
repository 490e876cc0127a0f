package dev.sonde.sensor.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// What is mended in the C that TeaVM 0.16.0 generates. Each patch must match exactly as often as it says: a compiler
/// that generates something else is another compiler, and the faults have to be looked at anew.
///
/// The collector's own faults (mark queue and gap list too small, a heap filled to its last byte, relocation, roots
/// that are missing) need no patch: it never runs, see the first one.
final class Patches {
    /// In `file`, exactly `times` times: `from` becomes `to`.
    record Patch(String file, int times, String from, String to) {
        String apply(String text) {
            int found = count(text, from);
            if (found != times) {
                throw new IllegalStateException("the patch of " + file + " matches " + found + " times, not " + times
                        + ": is this TeaVM " + NativeBuild.TEAVM + "? Looked for: " + from.strip());
            }
            return text.replace(from, to);
        }
    }

    static final List<Patch> ALL = List.of(
            // The collector has half a dozen faults that corrupt memory under pressure. The sensor allocates a few
            // megabytes at its start and nothing in its loops, so a heap that is used up is a fault of ours: one
            // line and an end, in a process that may be root, are better than a guess at what survives.
            new Patch(
                    "classes/org/teavm/runtime/GC.c",
                    1,
                    "void meth_otr_GC_collectGarbageImpl(int32_t teavm_local_1) {\n",
                    "void meth_otr_GC_collectGarbageImpl(int32_t teavm_local_1) {\n"
                            + "    extern _Noreturn void sonde_heap_used_up(void);\n"
                            + "    sonde_heap_used_up();\n"),
            // The size of the heap is the variant's: a small one in tests shows how little a start allocates.
            new Patch(
                    "main.c",
                    1,
                    "teavm_initHeap(" + NativeBuild.HEAP + ", " + NativeBuild.HEAP + ");",
                    "teavm_initHeap(SONDE_HEAP, SONDE_HEAP);"),
            // The size of an array is not checked: below zero, or so large that the multiplication overflows, it
            // would be written outside the heap.
            new Patch(
                    "classes/org/teavm/runtime/Allocator.c",
                    1,
                    "allocateArray(void* teavm_local_1, int32_t teavm_local_2) {\n",
                    "allocateArray(void* teavm_local_1, int32_t teavm_local_2) {\n"
                            + "    extern _Noreturn void sonde_end(const char *);\n"
                            + "    if ((uint32_t) teavm_local_2 > (1u << 26)) sonde_end(\"size of an array out of range\");\n"),
            // The heap comes from mmap, and what lies in it is never given out again: beyond the header of a free
            // chunk it is zero already. To write it would touch tables of megabytes of which little is used.
            new Patch(
                    "classes/org/teavm/runtime/Allocator.c",
                    1,
                    "    memset(teavm_local_4, 0, teavm_local_3);\n",
                    "    memset(teavm_local_4, 0, teavm_local_3 > 4096 ? 64 : teavm_local_3);\n"),
            // Neither mmap nor mprotect is checked: under `ulimit -v` the first object went to address -1.
            new Patch(
                    "memory.c",
                    1,
                    "        return mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, 0, 0);\n",
                    "        extern _Noreturn void sonde_no_memory(void);\n"
                            + "        void* got = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
                            + "        if (got == MAP_FAILED) sonde_no_memory();\n"
                            + "        return got;\n"),
            new Patch(
                    "memory.c",
                    1,
                    "        mprotect(address, size, PROT_READ | PROT_WRITE);\n",
                    "        extern _Noreturn void sonde_no_memory(void);\n"
                            + "        if (mprotect(address, size, PROT_READ | PROT_WRITE)) sonde_no_memory();\n"),
            // A timer, SIGRTMIN blocked and its disposition reset, for threads that the sensor does not have: a
            // program that we start would inherit both.
            new Patch("core.c", 1, "    teavm_initFiber();\n", ""),
            // Opens locale files in whatever root we are, for conversions that the sensor does not make.
            new Patch("core.c", 1, "        setlocale (LC_ALL, \"\");\n", ""),
            // An exception that nobody catches, as one from the catch in main would be, prints a stack trace.
            new Patch(
                    "classes/org/teavm/runtime/ExceptionHandling.c",
                    1,
                    "        meth_otr_ExceptionHandling_printStack();\n        abort();;\n",
                    "        extern _Noreturn void sonde_end(const char *);\n"
                            + "        sonde_end(\"an exception that nobody caught\");\n"),
            // java.io.File, of which the sensor has none: it asks for users' home folders, which a static binary of the
            // ordinary C library can do only with that library's shared form at hand.
            new Patch("all.c", 1, "#include \"file.c\"\n", ""),
            // Every literal was put into a table at every start, for String.intern, which the sensor never calls. The
            // compiler has made them one of a kind already.
            new Patch("stringhash.c", 1, "    return teavm_internString(str);\n", "    return str;\n"),
            // Random numbers, of which the sensor wants none from here.
            new Patch("core.c", 1, "    srand((unsigned int) time(NULL));\n", ""));

    static void apply(Path generated) throws IOException {
        for (Patch patch : ALL) {
            Path file = generated.resolve(patch.file());
            Files.writeString(file, patch.apply(Files.readString(file)));
        }
        Path sites = generated.resolve("callsites.c");
        Files.writeString(sites, withoutLocations(Files.readString(sites)));
        Path strings = generated.resolve("strings.c");
        Files.writeString(strings, withoutNames(Files.readString(strings)));
    }

    private static final Pattern NAME =
            Pattern.compile("TEAVM_STRING\\([0-9]+, -?[0-9]+,u\"dev\\.sonde\\.[\\w.$]+\"\\)");

    /// The names of our classes, for which nobody asks: they would grow with the depth of their packages.
    static String withoutNames(String text) {
        String without = NAME.matcher(text).replaceAll("TEAVM_STRING(0, 0,u\"\")");
        if (without.equals(text) || without.contains("u\"dev.sonde.")) {
            throw new IllegalStateException(
                    "strings.c has no names of the known form: is this TeaVM " + NativeBuild.TEAVM + "?");
        }
        return without;
    }

    private static final Pattern LOCATION =
            Pattern.compile("\\.location = callSiteLocations_teavm_callSites(?: \\+ [0-9]+)?");

    /// Methods and lines of all calls, for stack traces that are never printed: a third of the binary, which is copied
    /// whenever a process of another pid namespace is to be made.
    static String withoutLocations(String text) {
        String without = LOCATION.matcher(text).replaceAll(".location = NULL");
        if (without.equals(text) || count(without, ".location = callSite") > 0) {
            throw new IllegalStateException(
                    "callsites.c has no locations of the known form: is this TeaVM " + NativeBuild.TEAVM + "?");
        }
        return without;
    }

    private static int count(String text, String part) {
        int n = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            n++;
        }
        return n;
    }

    private Patches() {}
}
