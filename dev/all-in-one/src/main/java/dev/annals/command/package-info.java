/** The annals command line. Start with {@link dev.annals.command.Main}. */
@NullMarked
package dev.annals.command;

import org.jspecify.annotations.NullMarked;
