package dev.sonde.sensor.subset;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;

/// No reliance on the order in which arguments, operands and elements of an initialiser are evaluated: the C compiler
/// takes them from right to left, and the generated C leaves it to it.
///
/// Two parts of one expression conflict when one writes what the other reads or writes. What a method of ours reads
/// and writes is inferred from its body, until nothing new is found.
final class EvaluationOrder implements Rule {
    @Override
    public void check(Program program, Consumer<Finding> findings) {
        Summaries summaries = new Summaries(program);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (ExecutableElement method : program.methods()) {
                Effects effects = new EffectScanner(program, summaries, method, f -> {}).ofMethod();
                changed |= summaries.put(method, effects);
            }
        }
        Set<Finding> all = new LinkedHashSet<>();
        for (ExecutableElement method : program.methods()) {
            new EffectScanner(program, summaries, method, all::add).ofMethod();
        }
        all.forEach(findings);
    }

    /// What the methods do, as far as it is known.
    static final class Summaries {
        private final Program program;
        private final Map<ExecutableElement, Effects> known = new HashMap<>();
        private final Map<ExecutableElement, List<ExecutableElement>> targets = new HashMap<>();

        Summaries(Program program) {
            this.program = program;
        }

        boolean put(ExecutableElement method, Effects effects) {
            Effects before = known.getOrDefault(method, Effects.NONE);
            Effects now = before.and(effects);
            known.put(method, now);
            return !now.equals(before);
        }

        Effects of(ExecutableElement method) {
            if (program.port(method)) {
                return port(method);
            }
            if (method.getModifiers().contains(Modifier.NATIVE)) {
                return Effects.write(Effects.KERNEL);
            }
            List<ExecutableElement> bodies = targets.computeIfAbsent(method, program::targets);
            Effects all = Effects.NONE;
            for (ExecutableElement body : bodies) {
                all = all.and(known.getOrDefault(body, Effects.NONE));
            }
            return all;
        }

        /// A system call changes the kernel and the arrays that it is given. Arguments and environment never change.
        private static Effects port(ExecutableElement method) {
            String name = method.getSimpleName().toString();
            if (List.of("argv", "environ", "single", "arm").contains(name)) {
                return Effects.NONE;
            }
            Effects all = Effects.write(Effects.KERNEL);
            List<? extends VariableElement> parameters = method.getParameters();
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i).asType() instanceof ArrayType array) {
                    String place = "elements " + array.getComponentType() + " of parameter " + i;
                    all = all.and(Effects.read(place));
                    if (array.getComponentType().getKind().isPrimitive()) {
                        all = all.and(Effects.write(place));
                    }
                }
            }
            return all;
        }
    }
}
