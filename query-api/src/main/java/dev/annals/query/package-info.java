/**
 * The query API as a whole: its configuration, its start and its end.
 *
 * <p>Start with {@link dev.annals.query.QueryApi}.
 */
@NullMarked
package dev.annals.query;

import org.jspecify.annotations.NullMarked;
