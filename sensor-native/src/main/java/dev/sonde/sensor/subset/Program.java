package dev.sonde.sensor.subset;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// The sources, parsed and attributed by the compiler itself.
final class Program {
    /// The port to the kernel, whose methods have effects that no source tells of.
    static final String PORT = "dev.sonde.sensor.kernel.Sys";

    final Trees trees;
    final Types types;
    private final Elements elements;
    private final List<CompilationUnitTree> units = new ArrayList<>();
    private final Map<ExecutableElement, TreePath> methods = new LinkedHashMap<>();
    private final List<TypeElement> classes = new ArrayList<>();

    private Program(JavacTask task) {
        trees = Trees.instance(task);
        types = task.getTypes();
        elements = task.getElements();
    }

    static Program read(List<? extends JavaFileObject> sources, String classPath) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-classpath", classPath);
        JavacTask task = (JavacTask) compiler.getTask(null, null, diagnostics, options, null, sources);
        Program program = new Program(task);
        try {
            task.parse().forEach(program.units::add);
            task.analyze();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Diagnostic<?> d : diagnostics.getDiagnostics()) {
            if (d.getKind() == Diagnostic.Kind.ERROR) {
                throw new IllegalArgumentException("the sources do not compile: " + d);
            }
        }
        program.units.forEach(program::gather);
        return program;
    }

    private void gather(CompilationUnitTree unit) {
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree node, Void p) {
                if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
                    methods.put(method, getCurrentPath());
                }
                return super.visitMethod(node, p);
            }

            @Override
            public Void visitClass(ClassTree node, Void p) {
                if (trees.getElement(getCurrentPath()) instanceof TypeElement type) {
                    classes.add(type);
                }
                return super.visitClass(node, p);
            }
        }.scan(unit, null);
    }

    List<CompilationUnitTree> units() {
        return units;
    }

    Set<ExecutableElement> methods() {
        return methods.keySet();
    }

    MethodTree tree(ExecutableElement method) {
        TreePath path = methods.get(method);
        return path == null ? null : (MethodTree) path.getLeaf();
    }

    TreePath path(ExecutableElement method) {
        return methods.get(method);
    }

    boolean ours(TypeElement type) {
        return classes.contains(type);
    }

    /// The bodies that a call of `method` may run: its own and those that override it.
    List<ExecutableElement> targets(ExecutableElement method) {
        List<ExecutableElement> all = new ArrayList<>();
        for (ExecutableElement m : methods.keySet()) {
            boolean overrides = m.getSimpleName().equals(method.getSimpleName())
                    && m.getEnclosingElement() instanceof TypeElement type
                    && elements.overrides(m, method, type);
            if (m.equals(method) || overrides) {
                all.add(m);
            }
        }
        return all;
    }

    /// Whether it is a method of the port to the kernel.
    boolean port(ExecutableElement method) {
        return method.getEnclosingElement() instanceof TypeElement type
                && type.getQualifiedName().contentEquals(PORT);
    }

    /// Whether the method says why its loops may allocate.
    static boolean bounded(Element method) {
        return method != null
                && method.getAnnotationMirrors().stream()
                        .anyMatch(a -> a.getAnnotationType()
                                .asElement()
                                .getSimpleName()
                                .contentEquals("Bounded"));
    }

    TypeMirror type(TreePath path) {
        return trees.getTypeMirror(path);
    }

    Finding finding(TreePath path, String rule, String text) {
        CompilationUnitTree unit = path.getCompilationUnit();
        return finding(unit, path.getLeaf(), rule, text);
    }

    Finding finding(CompilationUnitTree unit, Tree tree, String rule, String text) {
        long at = trees.getSourcePositions().getStartPosition(unit, tree);
        long line = at < 0 ? 0 : unit.getLineMap().getLineNumber(at);
        return new Finding(name(unit), line, rule, text);
    }

    private static String name(CompilationUnitTree unit) {
        Path file = Path.of(unit.getSourceFile().toUri().getPath());
        return String.valueOf(file.getFileName());
    }

    /// Whether a variable lives on the stack.
    static boolean local(Element e) {
        return e != null
                && switch (e.getKind()) {
                    case LOCAL_VARIABLE, PARAMETER, BINDING_VARIABLE, EXCEPTION_PARAMETER, RESOURCE_VARIABLE -> true;
                    default -> false;
                };
    }

    static boolean constructor(Element e) {
        return e != null && e.getKind() == ElementKind.CONSTRUCTOR;
    }
}
