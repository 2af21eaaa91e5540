/**
 * Finds events in PostgreSQL: filter to SQL, cursor, page, count. The only package of this module that knows SQL.
 *
 * <p>Start with {@link dev.annals.query.search.EventSearch}.
 */
@NullMarked
package dev.annals.query.search;

import org.jspecify.annotations.NullMarked;
