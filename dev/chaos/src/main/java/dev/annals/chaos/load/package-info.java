/** A process that publishes at a steady rate and keeps a journal of what it offered and what became of it. */
@NullMarked
package dev.annals.chaos.load;

import org.jspecify.annotations.NullMarked;
