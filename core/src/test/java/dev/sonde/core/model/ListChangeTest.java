package dev.sonde.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A change of a list gives the second one, of the first.
class ListChangeTest {
    @Test
    void tellsWhatCameAndWent() {
        ListChange<String> c = ListChange.between(List.of("a", "b", "c"), List.of("a", "x", "c", "d"));
        assertThat(c.removed()).containsExactly(new ListChange.Placed<>(1, "b"));
        assertThat(c.added()).containsExactly(new ListChange.Placed<>(1, "x"), new ListChange.Placed<>(3, "d"));
        assertThat(ListChange.between(List.of("a"), List.of("a")).isEmpty()).isTrue();
    }

    @Test
    void ofRowsThatChangedPlacesTheFewestMove() {
        ListChange<Integer> c = ListChange.between(List.of(1, 2, 3, 4, 5), List.of(5, 1, 2, 3, 4));
        assertThat(c.removed()).containsExactly(new ListChange.Placed<>(4, 5));
    }

    /// Also lists in which rows stand several times.
    @Test
    void givesTheSecondList() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            random.ints(random.nextInt(12), 0, 6).forEach(first::add);
            random.ints(random.nextInt(12), 0, 6).forEach(second::add);
            assertThat(ListChange.between(first, second).apply(first))
                    .as("%s to %s", first, second)
                    .isEqualTo(second);
        }
    }

    @Test
    void anotherListIsRefused() {
        ListChange<Integer> c = ListChange.between(List.of(1, 2), List.of(1));
        assertThatThrownBy(() -> c.apply(List.of(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
