/**
 * The serializer {@code json}, which is the default.
 *
 * <p>It depends on the serializer SPI and the JSON library. Read {@link dev.eventstore.core.json.JsonSerializer}.
 */
@NullMarked
package dev.eventstore.core.json;

import org.jspecify.annotations.NullMarked;
