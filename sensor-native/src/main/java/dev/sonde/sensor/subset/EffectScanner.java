package dev.sonde.sensor.subset;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;

/// Finds what the parts of a method read and write, and reports the expressions whose parts conflict.
final class EffectScanner extends TreePathScanner<Effects, Void> {
    private static final String INSTEAD = ": give one of them a local variable, in a statement before";

    private final Program program;
    private final EvaluationOrder.Summaries summaries;
    private final ExecutableElement method;
    private final Consumer<Finding> findings;

    /// Local arrays that were made here and never become another.
    private final Set<Element> made = new HashSet<>();

    EffectScanner(
            Program program,
            EvaluationOrder.Summaries summaries,
            ExecutableElement method,
            Consumer<Finding> findings) {
        this.program = program;
        this.summaries = summaries;
        this.method = method;
        this.findings = findings;
    }

    /// The method's effects as its callers see them.
    Effects ofMethod() {
        TreePath path = program.path(method);
        MethodTree tree = (MethodTree) path.getLeaf();
        Effects all = Effects.NONE;
        if (Program.constructor(method) && path.getParentPath().getLeaf() instanceof ClassTree type) {
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree field
                        && field.getInitializer() != null
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC)) {
                    TreePath at = new TreePath(path.getParentPath(), field);
                    all = all.and(of(scan(new TreePath(at, field.getInitializer()), null)));
                }
            }
        }
        if (tree.getBody() != null) {
            TreePath body = new TreePath(path, tree.getBody());
            findMade(body);
            all = all.and(of(scan(body, null)));
        }
        return all.named(place -> place.startsWith("local ") || place.contains(" made as ") ? null : place);
    }

    private void findMade(TreePath body) {
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitVariable(VariableTree node, Void p) {
                if (node.getInitializer() instanceof NewArrayTree) {
                    made.add(program.trees.getElement(getCurrentPath()));
                }
                return super.visitVariable(node, p);
            }
        }.scan(body, null);
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitAssignment(AssignmentTree node, Void p) {
                made.remove(program.trees.getElement(new TreePath(getCurrentPath(), node.getVariable())));
                return super.visitAssignment(node, p);
            }
        }.scan(body, null);
    }

    private static Effects of(Effects e) {
        return e == null ? Effects.NONE : e;
    }

    @Override
    public Effects reduce(Effects a, Effects b) {
        return of(a).and(of(b));
    }

    private Effects part(Tree tree) {
        return of(scan(tree, null));
    }

    /// The parts of one expression: all their effects, after they were compared with each other.
    private Effects parts(List<? extends Tree> trees) {
        List<Effects> effects = new ArrayList<>();
        for (Tree tree : trees) {
            effects.add(part(tree));
        }
        return compared(trees, effects);
    }

    private Effects compared(List<? extends Tree> trees, List<Effects> effects) {
        for (int i = 0; i < effects.size(); i++) {
            for (int k = i + 1; k < effects.size(); k++) {
                String place = effects.get(i).conflict(effects.get(k));
                if (place != null) {
                    findings.accept(program.finding(
                            getCurrentPath(),
                            "order",
                            "whether " + brief(trees.get(i)) + " or " + brief(trees.get(k))
                                    + " is evaluated first matters for " + place + INSTEAD));
                    return Effects.all(effects);
                }
            }
        }
        return Effects.all(effects);
    }

    private static String brief(Tree tree) {
        String s = tree.toString().replaceAll("\\s+", " ");
        return "`" + (s.length() > 60 ? s.substring(0, 60) + "…" : s) + "`";
    }

    @Override
    public Effects visitClass(ClassTree node, Void p) {
        return Effects.NONE; // its methods are scanned by themselves
    }

    @Override
    public Effects visitLambdaExpression(LambdaExpressionTree node, Void p) {
        return Effects.NONE; // not allowed at all
    }

    @Override
    public Effects visitIdentifier(IdentifierTree node, Void p) {
        return reads(program.trees.getElement(getCurrentPath()));
    }

    @Override
    public Effects visitMemberSelect(MemberSelectTree node, Void p) {
        Element e = program.trees.getElement(getCurrentPath());
        if (!(e instanceof VariableElement)) {
            return Effects.NONE;
        }
        return part(node.getExpression()).and(reads(e));
    }

    private static Effects reads(Element e) {
        if (Program.local(e)) {
            return Effects.read("local " + e.getSimpleName());
        }
        boolean field = e != null && e.getKind() == ElementKind.FIELD;
        if (!field
                || e.getModifiers().contains(Modifier.FINAL)
                || e.getSimpleName().contentEquals("length")) {
            return Effects.NONE;
        }
        return Effects.read(field(e));
    }

    private static String field(Element e) {
        return "field " + e.getEnclosingElement().getSimpleName() + "." + e.getSimpleName();
    }

    @Override
    public Effects visitArrayAccess(ArrayAccessTree node, Void p) {
        Effects all = parts(List.of(node.getExpression(), node.getIndex()));
        return all.and(Effects.read(elements(getCurrentPath(), node.getExpression())));
    }

    /// The place that the elements of an array are.
    private String elements(TreePath at, ExpressionTree array) {
        TreePath path = new TreePath(at, array);
        if (array instanceof ParenthesizedTree t) {
            return elements(path, t.getExpression());
        }
        if (array instanceof TypeCastTree t) {
            return elements(path, t.getExpression());
        }
        String type =
                program.type(path) instanceof ArrayType t ? t.getComponentType().toString() : "?";
        Element e = program.trees.getElement(path);
        if (e != null
                && e.getKind() == ElementKind.PARAMETER
                && method.getParameters().contains(e)) {
            return "elements " + type + " of parameter "
                    + method.getParameters().indexOf(e);
        }
        if (made.contains(e)) {
            return "elements " + type + " made as " + e.getSimpleName();
        }
        return "elements " + type;
    }

    @Override
    public Effects visitAssignment(AssignmentTree node, Void p) {
        return assigned(node.getVariable(), node.getExpression(), false);
    }

    @Override
    public Effects visitCompoundAssignment(CompoundAssignmentTree node, Void p) {
        return assigned(node.getVariable(), node.getExpression(), true);
    }

    @Override
    public Effects visitUnary(UnaryTree node, Void p) {
        return switch (node.getKind()) {
            case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                assigned(node.getExpression(), null, true);
            default -> part(node.getExpression());
        };
    }

    /// `read`: whether the old value is part of the new one.
    private Effects assigned(ExpressionTree target, ExpressionTree value, boolean read) {
        List<Tree> trees = new ArrayList<>();
        List<Effects> effects = new ArrayList<>();
        TreePath path = new TreePath(getCurrentPath(), target);
        Element e = program.trees.getElement(path);
        Effects written;
        if (target instanceof ArrayAccessTree array) {
            trees.add(array.getExpression());
            effects.add(part(array.getExpression()));
            trees.add(array.getIndex());
            effects.add(part(array.getIndex()));
            written = Effects.write(elements(path, array.getExpression()));
        } else {
            if (target instanceof MemberSelectTree select) {
                trees.add(select.getExpression());
                effects.add(part(select.getExpression()));
            }
            written = writes(e);
        }
        if (read) {
            Effects old = written.named(place -> place);
            trees.add(target);
            effects.add(new Effects(old.writes(), Set.of()));
        }
        if (value != null) {
            trees.add(value);
            effects.add(part(value));
        }
        return compared(trees, effects).and(written);
    }

    /// Fields that a constructor sets are those of an object that nobody else has yet.
    private Effects writes(Element e) {
        if (Program.local(e)) {
            return Effects.write("local " + e.getSimpleName());
        }
        if (e == null || Program.constructor(method) && e.getEnclosingElement().equals(method.getEnclosingElement())) {
            return Effects.NONE;
        }
        return Effects.write(field(e));
    }

    @Override
    public Effects visitBinary(BinaryTree node, Void p) {
        if (node.getKind() == Tree.Kind.CONDITIONAL_AND || node.getKind() == Tree.Kind.CONDITIONAL_OR) {
            return part(node.getLeftOperand()).and(part(node.getRightOperand())); // C orders these as well
        }
        return parts(List.of(node.getLeftOperand(), node.getRightOperand()));
    }

    @Override
    public Effects visitNewArray(NewArrayTree node, Void p) {
        Effects sizes = parts(node.getDimensions());
        return node.getInitializers() == null ? sizes : sizes.and(parts(node.getInitializers()));
    }

    @Override
    public Effects visitNewClass(NewClassTree node, Void p) {
        Effects arguments = parts(node.getArguments());
        return arguments.and(called(program.trees.getElement(getCurrentPath()), node.getArguments()));
    }

    @Override
    public Effects visitMethodInvocation(MethodInvocationTree node, Void p) {
        List<Tree> trees = new ArrayList<>();
        if (node.getMethodSelect() instanceof MemberSelectTree select) {
            trees.add(select.getExpression());
        }
        trees.addAll(node.getArguments());
        Effects all = parts(trees);
        Element e = program.trees.getElement(new TreePath(getCurrentPath(), node.getMethodSelect()));
        return all.and(called(e, node.getArguments()));
    }

    /// The effects of a call in terms of this method's own places.
    private Effects called(Element e, List<? extends ExpressionTree> arguments) {
        if (!(e instanceof ExecutableElement callee)) {
            return Effects.NONE;
        }
        TreePath here = getCurrentPath();
        return summaries.of(callee).named(place -> {
            int at = place.indexOf(" of parameter ");
            if (at < 0) {
                return place;
            }
            int number = Integer.parseInt(place.substring(at + " of parameter ".length()));
            return number < arguments.size() ? elements(here, arguments.get(number)) : place.substring(0, at);
        });
    }
}
