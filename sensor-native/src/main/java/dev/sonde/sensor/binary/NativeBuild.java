package dev.sonde.sensor.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.diagnostics.ProblemSeverity;
import org.teavm.tooling.ConsoleTeaVMToolLog;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.vm.TeaVMOptimizationLevel;

/// Compiles the sensor to the binary: Java to C by TeaVM, C to `target/sonde` by musl-gcc or gcc.
///
/// Arguments: the module's folder, the build's folder.
public final class NativeBuild {
    private static final List<String> FLAGS = List.of(
            "-w",
            "-Dmain=teavm_main",
            "-fwrapv",
            "-fno-strict-aliasing",
            "-fno-delete-null-pointer-checks",
            "-fstack-clash-protection",
            "-ffunction-sections",
            "-fdata-sections",
            "-Wl,--gc-sections");

    private final Path module;
    private final Path target;

    private NativeBuild(Path module, Path target) {
        this.module = module;
        this.target = target;
    }

    public static void main(String[] args) throws Exception {
        NativeBuild build = new NativeBuild(Path.of(args[0]), Path.of(args[1]));
        build.translate();
        build.patch();
        build.compile("sonde", List.of(compiler(), "-O2", "-s", "-static"));
    }

    private Path generated() {
        return target.resolve("c");
    }

    private void translate() throws Exception {
        TeaVMTool tool = new TeaVMTool();
        tool.setTargetType(TeaVMTargetType.C);
        tool.setMainClass(NativeSys.class.getName());
        tool.setTargetDirectory(generated().toFile());
        tool.setStrict(true); // null, bounds and cast checks are kept
        tool.setObfuscated(false);
        tool.setAssertionsRemoved(true);
        tool.setMinHeapSize(64 << 20);
        tool.setMaxHeapSize(64 << 20);
        tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
        tool.setClassLoader(NativeBuild.class.getClassLoader());
        tool.setLog(new ConsoleTeaVMToolLog(false));
        tool.generate();
        List<String> errors = new ArrayList<>();
        for (Problem problem : tool.getProblemProvider().getProblems()) {
            DefaultProblemTextConsumer text = new DefaultProblemTextConsumer();
            problem.render(text);
            String where = problem.getLocation() == null
                    ? ""
                    : " " + problem.getLocation().getMethod() + " "
                            + problem.getLocation().getSourceLocation();
            if (problem.getSeverity() == ProblemSeverity.ERROR) {
                errors.add(text.getText() + where);
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalStateException("TeaVM: " + String.join("\n", errors));
        }
    }

    private void patch() throws IOException {
        replace("memory.c", "(heapSize / 16)", "heapSize");
        replace(
                "classes/org/teavm/runtime/GC.c",
                "return (teavm_gc_availableBytes + ((int64_t)",
                "return (teavm_gc_availableBytes + 65536 + ((int64_t)");
        replace(
                "classes/org/teavm/runtime/Allocator.c",
                "allocateArray(void* teavm_local_1, int32_t teavm_local_2) {\n    int32_t",
                "allocateArray(void* teavm_local_1, int32_t teavm_local_2) {\n    extern void abort(void);"
                        + " if ((uint32_t) teavm_local_2 > (1u << 27)) abort();\n    int32_t");
    }

    private void replace(String file, String from, String to) throws IOException {
        Path path = generated().resolve(file);
        String text = Files.readString(path);
        if (!text.contains(from) || text.indexOf(from) != text.lastIndexOf(from)) {
            throw new IllegalStateException("the patch of " + file + " does not match exactly once");
        }
        Files.writeString(path, text.replace(from, to));
    }

    private void compile(String name, List<String> compiler) throws Exception {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(FLAGS);
        command.addAll(List.of(
                "-iquote",
                module.resolve("src/main/c").toString(),
                "-o",
                target.resolve(name).toString(),
                generated().resolve("all.c").toString(),
                module.resolve("src/main/c/sonde.c").toString(),
                "-lm"));
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(compiler.getFirst() + " ended with status " + status);
        }
    }

    /// musl-gcc where it is there, else gcc.
    private static String compiler() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, "musl-gcc"))) {
                return "musl-gcc";
            }
        }
        return "gcc";
    }
}
