package dev.eventstore.core.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Values by ascending numbers. Adding above all others and removing from below take constant time, finding takes the logarithm of
 * the size, and what lies between is moved by one copy. Confined to one thread at a time.
 *
 * @param <T> the values
 */
public final class ByNumber<T> {

    private static final int SMALLEST = 16;

    /** While it is empty it holds no more room than this. */
    private static final int KEPT = 256;

    private long[] numbers = new long[SMALLEST];
    private @Nullable Object[] values = new Object[SMALLEST];
    private int begin;
    private int end;

    /** Nothing. */
    public ByNumber() {}

    /** Whether there is nothing. */
    public boolean isEmpty() {
        return begin == end;
    }

    /** How many values there are. */
    public int size() {
        return end - begin;
    }

    /** Adds a value, or replaces the one of its number. */
    public void put(long number, T value) {
        if (end == numbers.length) {
            makeRoom();
        }
        int index = isEmpty() || numbers[end - 1] < number ? end : find(number);
        if (index == end || numbers[index] != number) {
            System.arraycopy(numbers, index, numbers, index + 1, end - index);
            System.arraycopy(values, index, values, index + 1, end - index);
            numbers[index] = number;
            end++;
        }
        values[index] = value;
    }

    /** The value of a number; null if there is none. */
    public @Nullable T get(long number) {
        int index = find(number);
        return isAt(index, number) ? value(index) : null;
    }

    /** Removes the value of a number; null if there is none. */
    public @Nullable T remove(long number) {
        int index = find(number);
        if (!isAt(index, number)) {
            return null;
        }
        T removed = value(index);
        if (index == begin) {
            removeBegin();
        } else {
            System.arraycopy(numbers, index + 1, numbers, index, end - index - 1);
            System.arraycopy(values, index + 1, values, index, end - index - 1);
            values[--end] = null;
        }
        return removed;
    }

    /** The lowest number; there must be one. */
    public long firstNumber() {
        return numbers[begin];
    }

    /** The highest number; there must be one. */
    public long lastNumber() {
        return numbers[end - 1];
    }

    /** The value of the lowest number; null if there is none. */
    public @Nullable T first() {
        return isEmpty() ? null : value(begin);
    }

    /** Removes everything up to a number, that included. */
    public void removeUpTo(long number) {
        if (!isEmpty() && numbers[end - 1] <= number) {
            clear();
        }
        while (!isEmpty() && numbers[begin] <= number) {
            removeBegin();
        }
    }

    /** Removes everything. */
    public void clear() {
        Arrays.fill(values, begin, end, null);
        end = begin;
        emptied();
    }

    /** The numbers in their order, as they are now. */
    public List<Long> numbers() {
        return LongStream.range(begin, end)
                .mapToObj(index -> numbers[(int) index])
                .toList();
    }

    /** The values in the order of their numbers, as they are now. */
    public List<T> values() {
        List<T> all = new ArrayList<>(size());
        for (int index = begin; index < end; index++) {
            all.add(value(index));
        }
        return all;
    }

    private void removeBegin() {
        values[begin++] = null;
        if (begin == end) {
            emptied();
        }
    }

    private void emptied() {
        begin = 0;
        end = 0;
        if (numbers.length > KEPT) {
            numbers = new long[SMALLEST];
            values = new Object[SMALLEST];
        }
    }

    /** At the end there is none left: what is left goes to the beginning, of a larger place if it is half of this one. */
    private void makeRoom() {
        int size = size();
        int capacity = size * 2 > numbers.length ? numbers.length * 2 : numbers.length;
        long[] movedNumbers = new long[capacity];
        Object[] movedValues = new Object[capacity];
        System.arraycopy(numbers, begin, movedNumbers, 0, size);
        System.arraycopy(values, begin, movedValues, 0, size);
        numbers = movedNumbers;
        values = movedValues;
        begin = 0;
        end = size;
    }

    private boolean isAt(int index, long number) {
        return index < end && numbers[index] == number;
    }

    /** The index of the first number that is not lower. */
    private int find(long number) {
        if (begin < end && numbers[begin] >= number) {
            return begin;
        }
        int index = Arrays.binarySearch(numbers, begin, end, number);
        return index < 0 ? -index - 1 : index;
    }

    @SuppressWarnings("unchecked")
    private T value(int index) {
        return (T) values[index];
    }
}
