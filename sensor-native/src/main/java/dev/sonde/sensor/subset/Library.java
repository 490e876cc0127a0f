package dev.sonde.sensor.subset;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;

/// No library: what the compiler's own class library does differently from the JDK is not known for certain, and each
/// class of it makes the binary larger.
final class Library implements Rule {
    /// Allowed types, and the methods of them that may be called. Constants of all of them may be read.
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("java.lang.Object", Set.of("<init>")),
            Map.entry("java.lang.Record", Set.of("<init>")),
            Map.entry("java.lang.String", Set.of("length", "charAt", "equals", "isEmpty")),
            Map.entry("java.lang.Math", Set.of("min", "max", "abs")),
            Map.entry("java.lang.Byte", Set.of()),
            Map.entry("java.lang.Short", Set.of()),
            Map.entry("java.lang.Character", Set.of()),
            Map.entry("java.lang.Integer", Set.of()),
            Map.entry("java.lang.Long", Set.of()),
            Map.entry("java.lang.Override", Set.of()),
            Map.entry("java.lang.Deprecated", Set.of()),
            Map.entry("java.lang.SuppressWarnings", Set.of("value")),
            // In the catch of main only: see Exceptions.
            Map.entry("java.lang.Throwable", Set.of()),
            Map.entry("java.lang.NullPointerException", Set.of()),
            Map.entry("java.lang.IndexOutOfBoundsException", Set.of()));

    private static final Set<String> PACKAGES =
            Set.of("java.lang.annotation", "org.teavm.interop", "org.teavm.interop.c");

    @Override
    public void check(Program program, Consumer<Finding> findings) {
        for (CompilationUnitTree unit : program.units()) {
            new Scanner(program, findings).scan(unit, null);
        }
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final Program program;
        private final Consumer<Finding> findings;

        Scanner(Program program, Consumer<Finding> findings) {
            this.program = program;
            this.findings = findings;
        }

        private void found(String text) {
            findings.accept(program.finding(getCurrentPath(), "library", text));
        }

        @Override
        public Void visitImport(com.sun.source.tree.ImportTree node, Void p) {
            return null; // what is imported is judged where it is used
        }

        @Override
        public Void visitIdentifier(IdentifierTree node, Void p) {
            judge(program.trees.getElement(getCurrentPath()));
            return super.visitIdentifier(node, p);
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree node, Void p) {
            judge(program.trees.getElement(getCurrentPath()));
            return super.visitMemberSelect(node, p);
        }

        @Override
        public Void visitNewClass(NewClassTree node, Void p) {
            judge(program.trees.getElement(getCurrentPath()));
            if (node.getClassBody() != null) {
                found("an anonymous class: give it a name");
            }
            return super.visitNewClass(node, p);
        }

        @Override
        public Void visitClass(ClassTree node, Void p) {
            if (node.getKind() == Tree.Kind.ENUM) {
                found("an enum, whose values() clones an array: int constants, as the kernel's headers have them");
            }
            return super.visitClass(node, p);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree node, Void p) {
            found("a lambda: a loop, or a method with a switch");
            return super.visitLambdaExpression(node, p);
        }

        @Override
        public Void visitMemberReference(MemberReferenceTree node, Void p) {
            found("a method reference: a loop, or a method with a switch");
            return super.visitMemberReference(node, p);
        }

        @Override
        public Void visitEnhancedForLoop(EnhancedForLoopTree node, Void p) {
            TreePath over = new TreePath(getCurrentPath(), node.getExpression());
            if (program.type(over).getKind() != TypeKind.ARRAY) {
                found("a loop over an Iterable: arrays only");
            }
            return super.visitEnhancedForLoop(node, p);
        }

        private void judge(Element e) {
            if (e == null || e instanceof PackageElement || Program.local(e)) {
                return;
            }
            if (e instanceof TypeElement type) {
                judgeType(type);
            } else if (e.getEnclosingElement() instanceof TypeElement type) {
                judgeMember(type, e);
            }
        }

        private void judgeType(TypeElement type) {
            if (!program.ours(type) && !allowed(type)) {
                found(type.getQualifiedName() + ": only String, Math and constants of java.lang may be used;"
                        + " write what is needed as a small static method of ours (see Bytes, Out)");
            }
        }

        private void judgeMember(TypeElement type, Element e) {
            boolean inherited = e instanceof ExecutableElement
                    && List.of("equals", "hashCode", "toString")
                            .contains(e.getSimpleName().toString());
            if (program.ours(type) && inherited && program.trees.getTree(e) == null) {
                found(type.getSimpleName() + "." + e.getSimpleName() + ": made by the compiler from a library's code;"
                        + " compare the components that matter");
                return;
            }
            boolean length = type.getQualifiedName().contentEquals("Array"); // the compiler's owner of `length`
            if (length || program.ours(type) || packaged(type) || e.getKind() == ElementKind.TYPE_PARAMETER) {
                // What the compiler adds to ours, such as the accessors of a record, is ours.
                return;
            }
            String name = e.getSimpleName().toString();
            if (!allowed(type)) {
                judgeType(type);
            } else if (e instanceof ExecutableElement
                    && !ALLOWED.get(type.getQualifiedName().toString()).contains(name)) {
                found(type.getSimpleName() + "." + name
                        + ": not one of the methods that are known to do the same on both runtimes (see Library.ALLOWED);"
                        + " write it as a small static method of ours");
            }
        }

        private static boolean allowed(TypeElement type) {
            return packaged(type) || ALLOWED.containsKey(type.getQualifiedName().toString());
        }

        private static boolean packaged(TypeElement type) {
            Element e = type;
            while (!(e instanceof PackageElement)) {
                e = e.getEnclosingElement();
            }
            return PACKAGES.contains(((PackageElement) e).getQualifiedName().toString());
        }
    }
}
