/**
 * The program {@code ./eventstore}.
 *
 * <p>Registries and storages are found by their services; the modules that bring them stand on the program's path.
 */
module dev.eventstore.cli {
    requires dev.eventstore.api;
    requires dev.eventstore.core;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires java.management;
    requires java.sql;
    requires org.jline;
    requires org.postgresql.jdbc;
    requires org.tukaani.xz;
    requires static org.jspecify;

    opens dev.eventstore.cli to
            info.picocli;
    opens dev.eventstore.cli.admin to
            info.picocli;
    opens dev.eventstore.cli.bench to
            info.picocli;
    opens dev.eventstore.cli.bench.cluster to
            info.picocli;
    opens dev.eventstore.cli.cluster to
            info.picocli;
    opens dev.eventstore.cli.command to
            info.picocli;
    opens dev.eventstore.cli.delete to
            info.picocli;
    opens dev.eventstore.cli.demo to
            info.picocli;
    opens dev.eventstore.cli.node to
            info.picocli;
    opens dev.eventstore.cli.parking to
            info.picocli;
    opens dev.eventstore.cli.snapshot to
            info.picocli;
    opens dev.eventstore.cli.store to
            info.picocli;

    uses dev.eventstore.core.spi.move.StoreMover;
}
