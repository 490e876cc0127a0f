package dev.sonde.sensor.binary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One binary of the sensor: its name, where it begins, and the compiler with the flags that are this variant's own.
/// `compiler` is null where there is none, and `missing` says what to install.
record Variant(String name, Class<?> main, List<String> compiler, String missing) {
    /// For the generated C. It has no warnings to speak of; what it relies on must be said: signed overflow wraps,
    /// memory has no type, a null check is never removed.
    static final List<String> GENERATED = List.of(
            "-w",
            "-Dmain=teavm_main",
            "-fwrapv",
            "-fno-strict-aliasing",
            "-fno-delete-null-pointer-checks",
            "-fstack-clash-protection",
            "-ffunction-sections",
            "-fdata-sections",
            "-Wl,--gc-sections",
            "-Wl,--wrap=malloc,--wrap=realloc");

    /// For our own C.
    static final List<String> OURS = List.of("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fstack-clash-protection");

    private static final String HEAP = "-DSONDE_HEAP=" + NativeBuild.HEAP;

    /// Static: it runs inside any root. Stack protector, read-only relocations, no executable stack. No tables by which
    /// somebody else unwinds the stack: nobody does, and they would be a twelfth of the binary.
    private static final List<String> RELEASE = List.of(
            "-O2",
            "-s",
            "-static",
            "-fstack-protector-strong",
            "-fno-asynchronous-unwind-tables",
            "-Wl,-z,relro",
            "-Wl,-z,now",
            "-Wl,-z,noexecstack",
            HEAP);

    private static final String NO_COMPILER =
            "no C compiler found: install musl-gcc or gcc (Debian: apt-get install gcc musl-tools)";

    /// What the user runs: by musl where it is there, else by the machine's own C library.
    static Variant sonde() {
        return of("sonde", RELEASE, NO_COMPILER, "musl-gcc", "gcc");
    }

    /// What the tests run besides.
    static List<Variant> forTests() {
        List<Variant> all = new ArrayList<>();
        all.add(sonde());
        // A heap of a few megabytes, and its end is an abort: shows that no command is near the end of the real one.
        // It obeys SONDE_FAULT, which makes a fault on purpose.
        List<String> small = new ArrayList<>(RELEASE);
        small.remove(HEAP);
        small.add("-DSONDE_HEAP=(8<<20)");
        small.add("-DSONDE_TEST");
        all.add(of("sonde-abort", small, NO_COMPILER, "musl-gcc", "gcc"));
        // Not static: the sanitizers cannot be.
        List<String> sanitized =
                List.of("-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", HEAP);
        all.add(of("sonde-sanitized", sanitized, NO_COMPILER, "gcc"));
        all.add(of(
                "sonde-aarch64",
                RELEASE,
                "no C compiler for aarch64 found: install one (Debian: apt-get install gcc-aarch64-linux-gnu)",
                "aarch64-linux-gnu-gcc"));
        // The sensor on kernels that answer at random, command after command in one process.
        List<String> large = new ArrayList<>(RELEASE);
        large.remove(HEAP);
        large.add("-DSONDE_HEAP=(1<<30)");
        all.add(of("sonde-fuzz", FuzzMain.class, large, NO_COMPILER, "musl-gcc", "gcc"));
        return all;
    }

    private static Variant of(String name, List<String> flags, String missing, String... compilers) {
        return of(name, NativeSys.class, flags, missing, compilers);
    }

    private static Variant of(String name, Class<?> main, List<String> flags, String missing, String... compilers) {
        for (String compiler : compilers) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
                if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, compiler))) {
                    List<String> command = new ArrayList<>(flags);
                    command.addFirst(compiler);
                    return new Variant(name, main, List.copyOf(command), missing);
                }
            }
        }
        return new Variant(name, main, null, missing);
    }

    /// What the compiler says that it is.
    String version() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(compiler.getFirst(), "--version")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
