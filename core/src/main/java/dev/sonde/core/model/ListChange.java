package dev.sonde.core.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The difference between two lists: what was taken out, and what was put in at which place of the second one. What
/// stayed is in the same order in both: of rows that changed places the fewest count as taken out and put in again.
public record ListChange<T>(List<Placed<T>> removed, List<Placed<T>> added) {
    /// `place`: of what was taken out in the first list, of what was put in in the second.
    public record Placed<T>(int place, T value) {}

    public ListChange {
        removed = List.copyOf(removed);
        added = List.copyOf(added);
    }

    public boolean isEmpty() {
        return removed.isEmpty() && added.isEmpty();
    }

    public static <T> ListChange<T> between(List<T> first, List<T> second) {
        Map<T, Deque<Integer>> places = new HashMap<>();
        for (int i = 0; i < second.size(); i++) {
            places.computeIfAbsent(second.get(i), k -> new ArrayDeque<>(1)).add(i);
        }
        int[] to = new int[first.size()];
        for (int i = 0; i < to.length; i++) {
            Deque<Integer> free = places.get(first.get(i));
            to[i] = free == null || free.isEmpty() ? -1 : free.remove();
        }
        boolean[] stays = longestRise(to);
        List<Placed<T>> removed = new ArrayList<>();
        boolean[] there = new boolean[second.size()];
        for (int i = 0; i < to.length; i++) {
            if (stays[i]) {
                there[to[i]] = true;
            } else {
                removed.add(new Placed<>(i, first.get(i)));
            }
        }
        List<Placed<T>> added = new ArrayList<>();
        for (int i = 0; i < there.length; i++) {
            if (!there[i]) {
                added.add(new Placed<>(i, second.get(i)));
            }
        }
        return new ListChange<>(removed, added);
    }

    /// Which of these numbers, those below 0 left aside, make one longest rising sequence.
    private static boolean[] longestRise(int[] numbers) {
        int[] ends = new int[numbers.length]; // of a sequence of each length, where the lowest last number is
        int[] before = new int[numbers.length];
        int longest = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] < 0) {
                continue;
            }
            int low = 0;
            int high = longest;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (numbers[ends[middle]] < numbers[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            before[i] = low == 0 ? -1 : ends[low - 1];
            ends[low] = i;
            longest = Math.max(longest, low + 1);
        }
        boolean[] in = new boolean[numbers.length];
        for (int i = longest == 0 ? -1 : ends[longest - 1]; i >= 0; i = before[i]) {
            in[i] = true;
        }
        return in;
    }

    /// The second list, made of the first. Whoever applies it to another list than the first is told so.
    public List<T> apply(List<T> first) {
        List<T> left = new ArrayList<>(first);
        boolean[] gone = new boolean[left.size()];
        for (Placed<T> p : removed) {
            if (p.place >= gone.length || !left.get(p.place).equals(p.value)) {
                throw new IllegalArgumentException("not in the list that is changed: " + p);
            }
            gone[p.place] = true;
        }
        List<T> second = new ArrayList<>(left.size() + added.size());
        int next = 0;
        for (int i = 0; i <= left.size(); i++) {
            while (next < added.size() && added.get(next).place() == second.size()) {
                second.add(added.get(next++).value());
            }
            if (i < left.size() && !gone[i]) {
                second.add(left.get(i));
            }
        }
        if (next < added.size()) {
            throw new IllegalArgumentException("the list that is changed is too short for " + added.get(next));
        }
        return second;
    }
}
