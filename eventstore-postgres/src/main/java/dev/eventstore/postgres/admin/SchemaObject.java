package dev.eventstore.postgres.admin;

/**
 * Something that stands in a schema. Immutable.
 *
 * @param kind what it is, in PostgreSQL's words; {@code trigger function} is told from other functions
 * @param name its name
 * @param called how a statement names it: quoted, with its schema, and its arguments where it has some
 */
record SchemaObject(String kind, String name, String called) {

    /** The word of a {@code drop} statement. */
    String dropped() {
        return kind.equals("trigger function") ? "function" : kind;
    }

    @Override
    public String toString() {
        return dropped() + " " + name;
    }
}
