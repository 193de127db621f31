package dev.eventstore.it.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import dev.eventstore.it.BuiltModules;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Where the classes come from that rules are checked on. Stateless. */
final class Classes {

    private Classes() {}

    /** The classes of the built modules, as users get them; no tests. */
    static JavaClasses production() {
        return new ClassFileImporter()
                .importLocations(BuiltModules.jars().values().stream()
                        .map(Classes::location)
                        .collect(Collectors.toSet()));
    }

    private static Location location(Path built) {
        return Files.isDirectory(built) ? Location.of(built) : Location.of(URI.create("jar:" + built.toUri() + "!/"));
    }

    /** Compiles sources into a folder, on the class path of the tests, and imports them. */
    static JavaClasses compiled(List<String> sources, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(folder.toFile()));
            List<JavaFileObject> units = sources.stream()
                    .map(source -> (JavaFileObject) new Source(source))
                    .toList();
            List<String> options = List.of("-nowarn", "-proc:none", "-cp", System.getProperty("java.class.path"));
            if (!compiler.getTask(complaints, files, null, options, null, units).call()) {
                throw new IllegalStateException("the planted sources do not compile: " + complaints);
            }
        }
        return new ClassFileImporter().importPath(folder);
    }

    /** A source file in memory. */
    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("planted:///" + Rule.className(text).replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
