package dev.sonde.sensor.subset;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;

/// One way to open what others control: a path is opened by `SafeOpen`, which looks first, or with O_PATH, which opens
/// nothing, or by a method that says with `@Opens` why nobody else has a say in where it leads.
final class OpenCalls implements Rule {
    private static final Set<String> METHODS = Set.of("open", "openat", "openz");
    private static final Set<String> NUMBERS = Set.of("OPENAT", "OPENAT2", "OPEN_BY_HANDLE_AT");

    /// Where they are made, and where they are checked.
    private static final List<String> OPENERS = List.of(
            "dev.sonde.sensor.kernel.Kernel", "dev.sonde.sensor.kernel.SafeOpen", "dev.sonde.sensor.netns.NetnsOpen");

    @Override
    public void check(Program program, Consumer<Finding> findings) {
        for (CompilationUnitTree unit : program.units()) {
            new TreePathScanner<Void, Void>() {
                @Override
                public Void visitMethodInvocation(MethodInvocationTree node, Void p) {
                    if (opens(node) && !said(getCurrentPath())) {
                        findings.accept(program.finding(
                                getCurrentPath(),
                                "opens",
                                "a path is opened without a look at what it leads to: use SafeOpen (find, then reopen),"
                                        + " open it with O_PATH alone, or say on the method why nobody else has a say in"
                                        + " where it leads: @Opens(\"…\")"));
                    }
                    return super.visitMethodInvocation(node, p);
                }

                private boolean opens(MethodInvocationTree node) {
                    if (!(program.trees.getElement(getCurrentPath()) instanceof ExecutableElement e)
                            || !(e.getEnclosingElement() instanceof TypeElement type)) {
                        return false;
                    }
                    String owner = type.getQualifiedName().toString();
                    String name = e.getSimpleName().toString();
                    List<? extends ExpressionTree> arguments = node.getArguments();
                    if (owner.equals("dev.sonde.sensor.kernel.Kernel") && METHODS.contains(name)) {
                        return arguments.stream().noneMatch(a -> a.toString().contains("O_PATH"));
                    }
                    return owner.equals("dev.sonde.sensor.kernel.Sys")
                            && name.equals("call")
                            && NUMBERS.stream()
                                    .anyMatch(
                                            n -> arguments.getFirst().toString().equals("Nr." + n));
                }

                private boolean said(TreePath path) {
                    for (TreePath at = path; at != null; at = at.getParentPath()) {
                        if (at.getLeaf() instanceof MethodTree method) {
                            for (AnnotationTree a : method.getModifiers().getAnnotations()) {
                                if (a.getAnnotationType().toString().equals("Opens")) {
                                    return true;
                                }
                            }
                        }
                        boolean type = at.getLeaf().getKind() == Tree.Kind.CLASS
                                || at.getLeaf().getKind() == Tree.Kind.RECORD;
                        if (type
                                && program.trees.getElement(at) instanceof TypeElement t
                                && OPENERS.contains(t.getQualifiedName().toString())) {
                            return true;
                        }
                    }
                    return false;
                }
            }.scan(unit, null);
        }
    }
}
