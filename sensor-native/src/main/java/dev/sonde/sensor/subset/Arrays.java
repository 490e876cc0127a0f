package dev.sonde.sensor.subset;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.function.Consumer;
import javax.lang.model.type.TypeKind;

/// No `clone()` of an array, which copies eight times too much, and no `new T[a][b]`, which loses rows.
final class Arrays implements Rule {
    @Override
    public void check(Program program, Consumer<Finding> findings) {
        for (CompilationUnitTree unit : program.units()) {
            new TreePathScanner<Void, Void>() {
                @Override
                public Void visitMethodInvocation(MethodInvocationTree node, Void p) {
                    if (node.getMethodSelect() instanceof MemberSelectTree select
                            && select.getIdentifier().contentEquals("clone")
                            && array(select.getExpression())) {
                        findings.accept(program.finding(
                                getCurrentPath(), "arrays", "clone() of an array: copy it with Bytes.sub or a loop"));
                    }
                    return super.visitMethodInvocation(node, p);
                }

                private boolean array(ExpressionTree e) {
                    TreePath path = new TreePath(getCurrentPath(), e);
                    return program.type(path) != null && program.type(path).getKind() == TypeKind.ARRAY;
                }

                @Override
                public Void visitNewArray(NewArrayTree node, Void p) {
                    if (node.getDimensions().size() > 1) {
                        findings.accept(program.finding(
                                getCurrentPath(),
                                "arrays",
                                "new T[a][b]: make the outer array, new T[a][], and each row by itself"));
                    }
                    return super.visitNewArray(node, p);
                }
            }.scan(unit, null);
        }
    }
}
