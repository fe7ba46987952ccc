/**
 * The code of the documentation, compiled. What stands between {@code // snippet: name} and {@code // end} is one block of
 * a Markdown file, word for word; {@code ReadmeTest} compares them.
 */
@NullMarked
package dev.redport.examples.snippets;

import org.jspecify.annotations.NullMarked;
