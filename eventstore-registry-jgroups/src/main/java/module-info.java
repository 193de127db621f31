/** A cluster channel over JGroups. Nothing uses its packages, and no registry stands on it yet. */
module dev.eventstore.registry.jgroups {
    requires dev.eventstore.core;
    requires static org.jspecify;
    requires org.jgroups;
    requires org.slf4j;
}
