/** Everything in one process, for the demo and for tests. Start with {@link dev.annals.allinone.AllInOne}. */
@NullMarked
package dev.annals.allinone;

import org.jspecify.annotations.NullMarked;
