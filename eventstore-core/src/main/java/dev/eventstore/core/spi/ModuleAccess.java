package dev.eventstore.core.spi;

import java.util.Optional;

/** What a named module must declare so that a library can look into its classes. Stateless. */
public final class ModuleAccess {

    private ModuleAccess() {}

    /**
     * What to add where a library may not look into a class, for a serializer's failures.
     *
     * @param type the class that could not be written or read
     * @param reader a class in the root package of the library that looks into it by reflection
     * @return a sentence with the line to add to the module's {@code module-info.java}; empty if the package is open
     */
    public static Optional<String> missing(Class<?> type, Class<?> reader) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        Module module = element.getModule();
        String name = element.getPackageName();
        boolean open = !module.isNamed() || element.isPrimitive() || module.isOpen(name, reader.getModule());
        if (open || name.startsWith("java.")) {
            return Optional.empty();
        }
        // On the class path the library is in no named module; its root package has the name of the one it would be.
        String library = reader.getModule().isNamed() ? reader.getModule().getName() : reader.getPackageName();
        return Optional.of("add this line to the module-info.java of " + module.getName() + ": opens " + name + " to "
                + library + ";");
    }
}
