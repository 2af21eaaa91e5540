/** A git repository's history as events: one per file changed per commit. */
@NullMarked
package dev.annals.command.git;

import org.jspecify.annotations.NullMarked;
