/** The live topic on a terminal: who reads it, and how its events look. */
@NullMarked
package dev.annals.command.tail;

import org.jspecify.annotations.NullMarked;
