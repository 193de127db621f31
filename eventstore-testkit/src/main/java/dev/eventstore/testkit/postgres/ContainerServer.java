package dev.eventstore.testkit.postgres;

/**
 * A PostgreSQL in a container, for machines without binaries of the embedded one; Testcontainers removes it. Immutable.
 *
 * <p>Its class is called by reflection: the jars of Testcontainers share packages, so no module can require them.
 */
final class ContainerServer {

    private static final String CONTAINER = "org.testcontainers.postgresql.PostgreSQLContainer";
    private static final String[] DURABLE = {
        "postgres", "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=300"
    };

    private final String url;

    private ContainerServer(String url) {
        this.url = url;
    }

    static ContainerServer start() {
        try {
            Class<?> type = Class.forName(CONTAINER);
            Object container = type.getConstructor(String.class).newInstance("postgres:18");
            type.getMethod("setCommand", String[].class).invoke(container, (Object) DURABLE);
            type.getMethod("start").invoke(container);
            String url = text(type, container, "getJdbcUrl");
            return new ContainerServer(url + (url.contains("?") ? "&" : "?") + "user="
                    + text(type, container, "getUsername") + "&password=" + text(type, container, "getPassword"));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "no PostgreSQL in a container: add org.testcontainers:testcontainers-postgresql, and run Docker",
                    e);
        }
    }

    String url() {
        return url;
    }

    private static String text(Class<?> type, Object container, String getter) throws ReflectiveOperationException {
        return (String) type.getMethod(getter).invoke(container);
    }
}
