package dev.sonde.sensor.subset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// The part of Java that the sensor may use, checked on its sources before they are compiled to C.
///
/// The compiler to C is young: faults were found in its exceptions, its collector, its arrays, and in the order in
/// which the C compiler evaluates arguments. None of them can be met by code that keeps to these rules.
public final class Subset {
    private static final List<Rule> RULES = List.of(
            new Exceptions(),
            new EvaluationOrder(),
            new Arrays(),
            new Library(),
            new LoopAllocation(),
            new Divisors(),
            new OpenCalls());

    /// What the sources violate, in the order of files and lines.
    ///
    /// @param classPath what the sources need besides themselves
    public static List<Finding> check(List<? extends JavaFileObject> sources, String classPath) {
        Program program = Program.read(sources, classPath);
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : RULES) {
            rule.check(program, findings::add);
        }
        findings.sort(Comparator.comparing(Finding::file).thenComparing(Finding::line));
        return findings.stream().distinct().toList();
    }

    /// As above, of files.
    public static List<Finding> check(Collection<Path> files, String classPath) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<JavaFileObject> sources = new ArrayList<>();
            manager.getJavaFileObjectsFromPaths(files).forEach(sources::add);
            return check(sources, classPath);
        }
    }

    private Subset() {}
}
