/**
 * The API over HTTP: routes, parameters, problems. Knows no SQL.
 *
 * <p>Start with {@link dev.annals.query.http.ApiServer}.
 */
@NullMarked
package dev.annals.query.http;

import org.jspecify.annotations.NullMarked;
