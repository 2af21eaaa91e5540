/** Lines of JSON through the publisher. */
@NullMarked
package dev.annals.command.publish;

import org.jspecify.annotations.NullMarked;
