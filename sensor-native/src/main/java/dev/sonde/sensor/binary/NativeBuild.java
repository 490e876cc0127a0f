package dev.sonde.sensor.binary;

import dev.sonde.protocol.Header;
import dev.sonde.sensor.Main;
import dev.sonde.sensor.subset.Finding;
import dev.sonde.sensor.subset.Subset;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.diagnostics.ProblemSeverity;
import org.teavm.interop.Address;
import org.teavm.tooling.EmptyTeaVMToolLog;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.vm.TeaVMOptimizationLevel;

/// Compiles the sensor to the binary: Java to C by TeaVM, C to `target/sonde` by a C compiler. A step whose inputs did
/// not change is not done again.
///
/// Arguments: the module's folder, the build's folder, then, to build the variants for tests as well, `variants`.
public final class NativeBuild {
    /// The compiler whose faults [Patches] knows.
    static final String TEAVM = "0.16.0";

    /// Bytes of the heap: reserved, and touched only as they are used.
    static final int HEAP = 64 << 20;

    private final Path module;
    private final Path target;

    private NativeBuild(Path module, Path target) {
        this.module = module;
        this.target = target;
    }

    public static void main(String[] args) throws Exception {
        NativeBuild build = new NativeBuild(Path.of(args[0]), Path.of(args[1]));
        boolean variants = args.length > 2 && args[2].equals("variants");
        build.run(variants ? Variant.forTests() : List.of(Variant.sonde()));
    }

    private void run(List<Variant> variants) throws Exception {
        checkSubset();
        for (Variant variant : variants) {
            if (variant.compiler() == null) {
                System.err.println("sonde: cannot build the binary " + variant.name() + ": " + variant.missing());
                continue;
            }
            translate(variant.main());
            compile(variant);
        }
    }

    /// The sources of the sensor and of its protocol, and the form of its port that is compiled with them, keep to the
    /// subset.
    private void checkSubset() throws Exception {
        Path sensor = module.resolveSibling("sensor").resolve("src/main/java");
        Path protocol = module.resolveSibling("protocol").resolve("src/main/java");
        Path ours = module.resolve("src/main/java/dev/sonde/sensor");
        List<Path> files =
                new ArrayList<>(List.of(ours.resolve("binary/NativeSys.java"), ours.resolve("binary/FuzzMain.java")));
        try (Stream<Path> fuzz = Files.list(ours.resolve("fuzz"))) {
            files.addAll(fuzz.sorted().toList());
        }
        Path made = target.resolve("subset");
        String inputs = new Stamp()
                .tree(sensor, ".java")
                .tree(protocol, ".java")
                .text(text(files))
                .tree(origin(Subset.class), ".class")
                .value();
        if (Stamp.holds(made, inputs)) {
            return;
        }
        for (Path sources : List.of(sensor, protocol)) {
            try (Stream<Path> all = Files.walk(sources)) {
                all.filter(f -> f.toString().endsWith(".java") && !f.endsWith("module-info.java"))
                        .forEach(files::add);
            }
        }
        List<Finding> findings = Subset.check(files, origin(Address.class).toString());
        if (!findings.isEmpty()) {
            findings.forEach(System.err::println);
            throw new IllegalStateException(
                    "the sensor leaves the subset of Java that its compiler to C can be" + " trusted with, in "
                            + findings.size() + " places: see the lines above, and dev.sonde.sensor.subset");
        }
        Files.writeString(made, "");
        Stamp.write(made, inputs);
    }

    private static String text(List<Path> files) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(Files.readString(file));
        }
        return all.toString();
    }

    /// The C of the program that begins in `main`.
    private Path generated(Class<?> main) {
        return target.resolve(main == NativeSys.class ? "c" : "c-" + main.getSimpleName());
    }

    /// Java to patched C.
    private void translate(Class<?> main) throws Exception {
        checkVersion();
        Path generated = generated(main);
        String inputs = new Stamp()
                .text(TEAVM)
                .tree(origin(Main.class), ".class")
                .tree(origin(Header.class), ".class")
                .tree(origin(NativeBuild.class).resolve("dev/sonde/sensor/binary"), ".class")
                .tree(origin(NativeBuild.class).resolve("dev/sonde/sensor/fuzz"), ".class")
                .value();
        if (Stamp.holds(generated, inputs)) {
            return;
        }
        Stamp.forget(generated);
        delete(generated);
        generate(main, generated);
        Patches.apply(generated);
        Stamp.write(generated, inputs);
    }

    private static void generate(Class<?> main, Path generated) throws Exception {
        TeaVMTool tool = new TeaVMTool();
        tool.setTargetType(TeaVMTargetType.C);
        tool.setMainClass(main.getName());
        tool.setTargetDirectory(generated.toFile());
        tool.setStrict(true); // null, bounds and cast checks are kept
        tool.setObfuscated(false);
        tool.setAssertionsRemoved(true);
        tool.setMinHeapSize(HEAP);
        tool.setMaxHeapSize(HEAP);
        tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
        tool.setClassLoader(NativeBuild.class.getClassLoader());
        tool.setLog(new EmptyTeaVMToolLog());
        tool.generate();
        List<String> errors = new ArrayList<>();
        for (Problem problem : tool.getProblemProvider().getProblems()) {
            if (problem.getSeverity() == ProblemSeverity.ERROR) {
                errors.add(text(problem));
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalStateException("TeaVM: " + String.join("\n", errors));
        }
    }

    private static String text(Problem problem) {
        DefaultProblemTextConsumer text = new DefaultProblemTextConsumer();
        problem.render(text);
        if (problem.getLocation() == null) {
            return text.getText();
        }
        return text.getText() + " " + problem.getLocation().getMethod() + " "
                + problem.getLocation().getSourceLocation();
    }

    /// C to the binary. It takes the old one's place in one step: somebody may be running that.
    private void compile(Variant variant) throws Exception {
        Path sources = module.resolve("src/main/c");
        Path made = target.resolve(variant.name());
        String inputs = new Stamp()
                .text(String.join(" ", variant.compiler()))
                .text(variant.version())
                .text(String.join(" ", Variant.GENERATED))
                .text(String.join(" ", Variant.OURS))
                .tree(generated(variant.main()), ".c", ".h")
                .tree(sources, ".c", ".h")
                .value();
        if (Stamp.holds(made, inputs)) {
            return;
        }
        Stamp.forget(made);
        Path fresh = target.resolve(variant.name() + ".new");
        Path object = target.resolve(variant.name() + ".o");
        List<String> ours = new ArrayList<>(variant.compiler());
        ours.addAll(Variant.OURS);
        ours.addAll(List.of(
                "-c", "-o", object.toString(), sources.resolve("sonde.c").toString()));
        execute(ours);
        List<String> all = new ArrayList<>(variant.compiler());
        all.addAll(Variant.GENERATED);
        all.addAll(List.of("-iquote", sources.toString(), "-o", fresh.toString()));
        all.addAll(List.of(generated(variant.main()).resolve("all.c").toString(), object.toString(), "-lm"));
        execute(all);
        Files.move(fresh, made, StandardCopyOption.ATOMIC_MOVE);
        Stamp.write(made, inputs);
    }

    private static void execute(List<String> command) throws Exception {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with status " + status);
        }
    }

    private static void checkVersion() throws URISyntaxException {
        String jar = String.valueOf(origin(org.teavm.vm.TeaVM.class).getFileName());
        if (!jar.equals("teavm-core-" + TEAVM + ".jar")) {
            throw new IllegalStateException("the compiler is " + jar + ", and the faults of " + TEAVM + " are known:"
                    + " look at those of the other, then change NativeBuild.TEAVM and Patches");
        }
    }

    /// The folder or jar that a class comes from.
    private static Path origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
