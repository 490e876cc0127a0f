package dev.sonde.sensor.subset;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.function.Consumer;

/// No exceptions: handlers get wrong values of locals, from the compiler to C as from setjmp. The one `try` that there
/// may be stands in a `static void main`, and nothing that was changed inside is used behind it.
final class Exceptions implements Rule {
    @Override
    public void check(Program program, Consumer<Finding> findings) {
        int[] tries = new int[1];
        for (CompilationUnitTree unit : program.units()) {
            new TreePathScanner<Void, Void>() {
                private void found(String what, String instead) {
                    findings.accept(program.finding(getCurrentPath(), "exceptions", what + ": " + instead));
                }

                @Override
                public Void visitTry(TryTree node, Void p) {
                    boolean first = inMain(getCurrentPath()) && tries[0]++ == 0;
                    if (!first || !node.getResources().isEmpty() || node.getFinallyBlock() != null) {
                        found("try", "a failure is a value, -errno; check lengths, indexes and null before use");
                    }
                    return super.visitTry(node, p);
                }

                @Override
                public Void visitThrow(ThrowTree node, Void p) {
                    found("throw", "a failure is a value, -errno: return it");
                    return super.visitThrow(node, p);
                }

                @Override
                public Void visitAssert(AssertTree node, Void p) {
                    found("assert", "it is removed in the binary: check, and return -errno");
                    return super.visitAssert(node, p);
                }

                @Override
                public Void visitSynchronized(SynchronizedTree node, Void p) {
                    found("synchronized", "there is one thread: leave it out");
                    return super.visitSynchronized(node, p);
                }
            }.scan(unit, null);
        }
    }

    private static boolean inMain(TreePath path) {
        for (TreePath p = path; p != null; p = p.getParentPath()) {
            if (p.getLeaf() instanceof MethodTree method) {
                return method.getName().contentEquals("main")
                        && method.getReturnType() != null
                        && method.getReturnType().getKind() == Tree.Kind.PRIMITIVE_TYPE;
            }
        }
        return false;
    }
}
