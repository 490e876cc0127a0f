package dev.sonde.sensor.subset;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.function.Consumer;
import javax.lang.model.element.VariableElement;

/// Every divisor is a constant, or `Math.max(1, x)`: a division by zero is a signal on one machine and 0 on another,
/// and an exception on none.
final class Divisors implements Rule {
    @Override
    public void check(Program program, Consumer<Finding> findings) {
        for (CompilationUnitTree unit : program.units()) {
            new TreePathScanner<Void, Void>() {
                @Override
                public Void visitBinary(BinaryTree node, Void p) {
                    if (node.getKind() == Tree.Kind.DIVIDE || node.getKind() == Tree.Kind.REMAINDER) {
                        judge(node.getRightOperand());
                    }
                    return super.visitBinary(node, p);
                }

                @Override
                public Void visitCompoundAssignment(CompoundAssignmentTree node, Void p) {
                    if (node.getKind() == Tree.Kind.DIVIDE_ASSIGNMENT
                            || node.getKind() == Tree.Kind.REMAINDER_ASSIGNMENT) {
                        judge(node.getExpression());
                    }
                    return super.visitCompoundAssignment(node, p);
                }

                private void judge(ExpressionTree divisor) {
                    if (!safe(new TreePath(getCurrentPath(), divisor))) {
                        findings.accept(program.finding(
                                getCurrentPath(),
                                "divisors",
                                "the divisor is no constant: divide by Math.max(1, x), or return -EINVAL before"
                                        + " and divide by Math.max(1, x) all the same"));
                    }
                }

                private boolean safe(TreePath path) {
                    return switch (path.getLeaf()) {
                        case ParenthesizedTree t -> safe(new TreePath(path, t.getExpression()));
                        case TypeCastTree t -> safe(new TreePath(path, t.getExpression()));
                        case LiteralTree t -> nonzero(t.getValue());
                        case UnaryTree t ->
                            t.getKind() == Tree.Kind.UNARY_MINUS && safe(new TreePath(path, t.getExpression()));
                        case MethodInvocationTree t ->
                            t.getMethodSelect().toString().equals("Math.max")
                                    && t.getArguments().stream()
                                            .anyMatch(a -> a instanceof LiteralTree l && nonzero(l.getValue()));
                        default ->
                            program.trees.getElement(path) instanceof VariableElement v
                                    && nonzero(v.getConstantValue());
                    };
                }
            }.scan(unit, null);
        }
    }

    private static boolean nonzero(Object constant) {
        return switch (constant) {
            case Number n -> n.longValue() > 0;
            case Character c -> c != 0;
            case null, default -> false;
        };
    }
}
