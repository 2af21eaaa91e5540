/** Compares what publishers say they did with what is on the topic and in PostgreSQL. */
@NullMarked
package dev.annals.chaos.verify;

import org.jspecify.annotations.NullMarked;
