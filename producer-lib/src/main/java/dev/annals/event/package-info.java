/**
 * The event: what it is, when it is valid, its id, its JSON and its filter. Needs the JDK and jackson-core only.
 *
 * <p>Start with {@link dev.annals.event.Event}.
 */
@NullMarked
package dev.annals.event;

import org.jspecify.annotations.NullMarked;
