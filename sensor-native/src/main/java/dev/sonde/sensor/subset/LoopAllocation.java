package dev.sonde.sensor.subset;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;

/// No allocation in loops, nor in what they call: the collector never runs, so what a loop allocates is gone. A method
/// whose loop is bounded by something small says so: `@Bounded("by what")`.
final class LoopAllocation implements Rule {
    private static final String INSTEAD =
            ": make it once, before the loop or in a field, or say on the method what bounds it: @Bounded(\"…\")";

    /// The methods that allocate, and where.
    private final Map<ExecutableElement, String> allocating = new HashMap<>();

    @Override
    public void check(Program program, Consumer<Finding> findings) {
        allocating.clear();
        Map<ExecutableElement, List<ExecutableElement>> targets = new HashMap<>();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (ExecutableElement method : program.methods()) {
                if (!allocating.containsKey(method)) {
                    Scanner scanner = new Scanner(program, targets, false);
                    scanner.method(method);
                    if (scanner.where != null) {
                        allocating.put(method, scanner.where);
                        changed = true;
                    }
                }
            }
        }
        for (ExecutableElement method : program.methods()) {
            if (!Program.bounded(method)) {
                Scanner scanner = new Scanner(program, targets, true);
                scanner.findings = findings;
                scanner.method(method);
            }
        }
    }

    private final class Scanner extends TreePathScanner<Void, Void> {
        private final Program program;
        private final Map<ExecutableElement, List<ExecutableElement>> targets;
        private final boolean loopsOnly;
        private Consumer<Finding> findings = f -> {};
        private int loops;
        private String where;

        Scanner(Program program, Map<ExecutableElement, List<ExecutableElement>> targets, boolean loopsOnly) {
            this.program = program;
            this.targets = targets;
            this.loopsOnly = loopsOnly;
        }

        void method(ExecutableElement method) {
            TreePath path = program.path(method);
            Tree body = program.tree(method).getBody();
            if (body != null) {
                scan(new TreePath(path, body), null);
            }
        }

        private void allocates(String what) {
            if (loopsOnly && loops == 0) {
                return;
            }
            Finding finding = program.finding(getCurrentPath(), "allocation", what + " in a loop" + INSTEAD);
            if (where == null) {
                where = what + " at " + finding.file() + ":" + finding.line();
            }
            findings.accept(finding);
        }

        private Void loop(Tree... parts) {
            loops++;
            for (Tree part : parts) {
                scan(part, null);
            }
            loops--;
            return null;
        }

        @Override
        public Void visitWhileLoop(WhileLoopTree node, Void p) {
            return loop(node.getCondition(), node.getStatement());
        }

        @Override
        public Void visitDoWhileLoop(DoWhileLoopTree node, Void p) {
            return loop(node.getStatement(), node.getCondition());
        }

        @Override
        public Void visitForLoop(ForLoopTree node, Void p) {
            scan(node.getInitializer(), p);
            loop(node.getCondition(), node.getStatement());
            loops++;
            scan(node.getUpdate(), p);
            loops--;
            return null;
        }

        @Override
        public Void visitEnhancedForLoop(EnhancedForLoopTree node, Void p) {
            scan(node.getExpression(), p);
            return loop(node.getStatement());
        }

        /// A return leaves the loop: what it makes is made once.
        @Override
        public Void visitReturn(ReturnTree node, Void p) {
            int outside = loops;
            loops = 0;
            super.visitReturn(node, p);
            loops = outside;
            return null;
        }

        @Override
        public Void visitClass(ClassTree node, Void p) {
            return null;
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree node, Void p) {
            allocates("a lambda");
            return null;
        }

        @Override
        public Void visitNewClass(NewClassTree node, Void p) {
            allocates("new " + node.getIdentifier());
            return super.visitNewClass(node, p);
        }

        @Override
        public Void visitNewArray(NewArrayTree node, Void p) {
            allocates(node.getType() == null ? "an array" : "new " + node.getType() + "[]");
            return super.visitNewArray(node, p);
        }

        @Override
        public Void visitBinary(BinaryTree node, Void p) {
            if (node.getKind() == Tree.Kind.PLUS && string(getCurrentPath()) && !constant(getCurrentPath())) {
                allocates("a concatenation of strings");
            }
            return super.visitBinary(node, p);
        }

        @Override
        public Void visitCompoundAssignment(CompoundAssignmentTree node, Void p) {
            if (string(getCurrentPath())) {
                allocates("a concatenation of strings");
            }
            return super.visitCompoundAssignment(node, p);
        }

        private boolean string(TreePath path) {
            return String.valueOf(program.type(path)).startsWith("java.lang.String");
        }

        private boolean constant(TreePath path) {
            return switch (path.getLeaf()) {
                case LiteralTree t -> true;
                case ParenthesizedTree t -> constant(new TreePath(path, t.getExpression()));
                case BinaryTree t ->
                    constant(new TreePath(path, t.getLeftOperand()))
                            && constant(new TreePath(path, t.getRightOperand()));
                default -> program.trees.getElement(path) instanceof VariableElement v && v.getConstantValue() != null;
            };
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree node, Void p) {
            Element e = program.trees.getElement(new TreePath(getCurrentPath(), node.getMethodSelect()));
            if (e instanceof ExecutableElement callee) {
                call(callee, node.getArguments());
            }
            return super.visitMethodInvocation(node, p);
        }

        private void call(ExecutableElement callee, List<? extends ExpressionTree> arguments) {
            if (callee.isVarArgs()) {
                allocates("the array of a call with any number of arguments");
            }
            for (ExecutableElement body : targets.computeIfAbsent(callee, program::targets)) {
                String cause = allocating.get(body);
                if (cause != null) {
                    allocates(callee.getSimpleName() + "(), which allocates (" + cause + "),");
                    return;
                }
            }
            List<? extends VariableElement> parameters = callee.getParameters();
            for (int i = 0; i < Math.min(arguments.size(), parameters.size()); i++) {
                TypeMirror given = program.type(new TreePath(getCurrentPath(), arguments.get(i)));
                boolean primitive = given != null && given.getKind().isPrimitive();
                if (primitive && !parameters.get(i).asType().getKind().isPrimitive()) {
                    allocates("a boxed number");
                }
            }
        }
    }
}
