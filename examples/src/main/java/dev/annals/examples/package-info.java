/** Programs to read and to copy. */
@NullMarked
package dev.annals.examples;

import org.jspecify.annotations.NullMarked;
