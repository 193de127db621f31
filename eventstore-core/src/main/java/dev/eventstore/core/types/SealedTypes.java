package dev.eventstore.core.types;

import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.Set;

/** The classes that a sealed type permits, however deep. Stateless. */
final class SealedTypes {

    private SealedTypes() {}

    /**
     * All classes of which there can be objects.
     *
     * @throws IllegalArgumentException if one of the types is open, so that not all are known
     */
    static Set<Class<?>> concrete(Class<?> root) {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(root, root, found);
        return found;
    }

    private static void collect(Class<?> type, Class<?> root, Set<Class<?>> found) {
        boolean instances = !Modifier.isAbstract(type.getModifiers()) || type.isEnum();
        if (instances) {
            found.add(type);
        }
        if (type.isSealed() && !type.isEnum()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, root, found);
            }
        } else if (!instances) {
            String whose = type == root ? "" : ", which " + root.getName() + " permits,";
            throw new IllegalArgumentException(
                    "class of an event type must be concrete or sealed, but " + type.getName() + whose
                            + " is abstract and open: seal it, or register the classes that extend or implement it");
        }
    }

    /** The permitted class of this binary name; the type itself if there is none, or an open one is among them. */
    static Class<?> permitted(Class<?> root, String binaryName) {
        if (!root.isSealed()) {
            return root;
        }
        for (Class<?> permitted : root.getPermittedSubclasses()) {
            Class<?> found = permitted.getName().equals(binaryName) ? permitted : permitted(permitted, binaryName);
            if (found.getName().equals(binaryName)) {
                return found;
            }
        }
        return root;
    }
}
