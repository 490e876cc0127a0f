package dev.sonde.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultTest {
    /// The compiler knows the kinds of faults; what `lab break` can make, the list says.
    @Test
    void everyKindIsInTheList() {
        Set<String> forgotten = Arrays.stream(Fault.class.getPermittedSubclasses())
                .flatMap(c -> Arrays.stream(c.getPermittedSubclasses()))
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        assertThat(forgotten).hasSizeGreaterThan(20);
        Fault.ALL.forEach(f -> forgotten.remove(f.getClass().getSimpleName()));
        assertThat(forgotten).as("faults that are not in Fault.ALL").isEmpty();
    }

    @Test
    void noTwoHaveOneName() {
        List<String> names = Fault.ALL.stream().map(Fault::name).toList();
        assertThat(names).doesNotHaveDuplicates();
    }
}
