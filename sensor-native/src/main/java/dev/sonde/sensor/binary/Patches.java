package dev.sonde.sensor.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
            // Frames and numbers of calls: see CallSites, which writes SONDE_ where a method keeps them.
            new Patch(
                    "stack.h",
                    1,
                    "    #define TEAVM_ALLOC_STACK(sz) \\\n"
                            + "        struct { TeaVM_StackFrame header; void* data[(sz)]; } teavm_shadowStack; \\\n",
                    "    #define TEAVM_ALLOC_STACK(sz) ((void) 0)\n"
                            + "    #define SONDE_ALLOC_STACK(sz) \\\n"
                            + "        struct { TeaVM_StackFrame header; void* data[(sz)]; } teavm_shadowStack; \\\n"),
            new Patch(
                    "stack.h",
                    1,
                    "#define TEAVM_RELEASE_STACK (teavm",
                    "#define TEAVM_RELEASE_STACK ((void) 0)\n#define SONDE_RELEASE_STACK (teavm"),
            new Patch(
                    "stack.h",
                    1,
                    "#define TEAVM_CALL_SITE(id) (teavm_shadowStack.header.callSiteId = (id))\n"
                            + "#define TEAVM_WITH_CALL_SITE_ID(id, expr) (TEAVM_CALL_SITE(id), (expr))\n",
                    "#define TEAVM_CALL_SITE(id) ((void) 0)\n"
                            + "#define TEAVM_WITH_CALL_SITE_ID(id, expr) (expr)\n"
                            + "#define SONDE_WITH_CALL_SITE_ID(id, expr)"
                            + " (teavm_shadowStack.header.callSiteId = (id), (expr))\n"),
            // The objects of a method, for the collector.
            new Patch(
                    "stack.h",
                    1,
                    "#define TEAVM_GC_ROOT(index, ptr) teavm_shadowStack.data[index] = ptr\n"
                            + "#define TEAVM_GC_ROOT_RELEASE(index) teavm_shadowStack.data[index] = NULL\n",
                    "#define TEAVM_GC_ROOT(index, ptr) ((void) 0)\n#define TEAVM_GC_ROOT_RELEASE(index) ((void) 0)\n"),
            // Random numbers, of which the sensor wants none from here.
            new Patch("core.c", 1, "    srand((unsigned int) time(NULL));\n", ""));

    static void apply(Path generated) throws IOException {
        for (Patch patch : ALL) {
            Path file = generated.resolve(patch.file());
            Files.writeString(file, patch.apply(Files.readString(file)));
        }
        CallSites.apply(generated);
        Literals.apply(generated);
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
